"""Makes the library's price lists: our own rows of earlier years, then what genai-prices listed from July 2025 on.

`python tools/prices.py` installs each pinned version of genai-prices (MIT) into a folder of its own, reads it, and
writes `dsl/outlay/library/prices/`. A row begins on the day a vendor's change is dated to, else on the first of the
days below on which the newest published version listed that price; what no version shows is left open, and a look-up
there fails.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from catalogue import merge, write

ROOT = Path(__file__).resolve().parent.parent
PRICES = ROOT / "dsl" / "outlay" / "library" / "prices"
# The newest version published on each day, as `uv pip compile --exclude-newer DAY` names it.
VERSIONS = {
    "2025-07-20": "0.0.3",
    "2025-08-01": "0.0.4",
    "2025-09-01": "0.0.25",
    "2025-10-01": "0.0.29",
    "2025-11-01": "0.0.35",
    "2025-12-01": "0.0.47",
    "2026-01-01": "0.0.49",
    "2026-02-01": "0.0.52",
    "2026-03-01": "0.0.55",
    "2026-04-01": "0.0.56",
    "2026-05-01": "0.0.57",
    "2026-06-01": "0.0.62",
    "2026-07-01": "0.0.68",
    "2026-08-01": "0.1.1",
    "2026-09-01": "0.1.5",
    "2026-10-01": "0.1.9",
    "2026-11-01": "0.2.1",
    "2026-11-10": "0.2.3",
}


def listing(version: str, folder: Path) -> Any:
    """What one version lists."""
    kept = folder / f"{version}.json"
    if not kept.is_file():
        place = folder / version
        uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
        subprocess.run([uv, "pip", "install", "-q", "--target", place, f"genai-prices=={version}"], check=True)
        command = [sys.executable, "-W", "ignore", ROOT / "tools" / "catalogue" / "dump.py"]
        found = subprocess.run(
            command, env={**os.environ, "PYTHONPATH": str(place)}, check=True, capture_output=True, text=True
        )
        kept.write_text(found.stdout, encoding="utf-8")
    return json.loads(kept.read_text(encoding="utf-8"))


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "out" / "genai_prices"
    folder.mkdir(parents=True, exist_ok=True)
    days = sorted(VERSIONS)
    listings = {day: listing(VERSIONS[day], folder) for day in days}
    own = merge.own_rows(ROOT / "tools" / "catalogue" / "own_prices.csv")
    lists = merge.lists(listings, own, VERSIONS[days[-1]])
    write.price_lists(PRICES, lists, {merge.stem(one) for one in merge.HOSTS})
    print(f"{len(lists)} lists, {sum(len(rows) for rows in lists.values())} rows")


if __name__ == "__main__":
    main()
