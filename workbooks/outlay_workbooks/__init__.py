"""Models as finance-grade workbooks. This package is a place kept: it offers nothing yet."""

from outlay.version import VERSION as __version__

__all__ = ["__version__"]
