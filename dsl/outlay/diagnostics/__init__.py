"""What is wrong with a file, said to a person: values gathered by every stage, never raised."""

from outlay.diagnostics.model import Bag, Code, Diagnostic, Note, OutlayError, Severity, Source

__all__ = ["Bag", "Code", "Diagnostic", "Note", "OutlayError", "Severity", "Source"]
