"""Draws of doubtful inputs, with NumPy: the one sampler every engine shares.

`streams` makes independent shares by name, `sobol` those of a Sobol sequence; `copula` correlates them; `normal`,
`beta` and `quantiles` turn them into values; `sampler` is what engines use. NumPy and SciPy come with the extra
`arrays`.
"""

from outlay.draws.quantiles import BY_SCORES, quantiles
from outlay.draws.sampler import METHODS, Draws, Sampler, sample
from outlay.draws.sobol import REPLICATES

__all__ = ["BY_SCORES", "METHODS", "REPLICATES", "Draws", "Sampler", "quantiles", "sample"]
