"""Tests of the checker share one module of ways to run a tiny model; it stands beside them."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
