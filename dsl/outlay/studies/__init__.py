"""Questions that need many evaluations of one plan: batches of rows, sweeps, sensitivity.

Each is a function of plans, never of a model's file; `outlay.model` finds the plans. NumPy and pandas come with the
extra `arrays`.
"""

from importlib.util import find_spec

from outlay.diagnostics import OutlayError

# Looked for, not imported: pandas takes longer to import than many a study takes.
if any(find_spec(name) is None for name in ("numpy", "pandas", "scipy")):
    raise OutlayError('Many rows at once need NumPy, SciPy and pandas: pip install "outlay[arrays]".')
