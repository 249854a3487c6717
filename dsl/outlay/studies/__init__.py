"""Questions that need many evaluations of one plan: batches of rows, sweeps, sensitivity.

Each is a function of plans, never of a model's file; `outlay.model` finds the plans. NumPy and pandas come with the
extra `arrays`.
"""

from outlay.diagnostics import OutlayError

try:
    import numpy  # noqa: F401
    import pandas  # noqa: F401
except ImportError as error:
    raise OutlayError('Many rows at once need NumPy and pandas: pip install "outlay[arrays]".') from error
