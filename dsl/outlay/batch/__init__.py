"""A model over tables of any length: read in chunks, computed by one process or many, nothing lost when one dies.

 inputs ──sources──▶ chunks ──engines──▶ workers ──▶ parts and their records ──sinks──▶ the output, whole or not at all

A chunk is a piece of an input for one model and scenario. Whoever computes it writes its part beside and renames it,
so that a chunk computed twice is there once. What is there is all that resuming needs to know.
"""

from __future__ import annotations
