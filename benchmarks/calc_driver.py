"""Run by a Python that knows LibreOffice: the processor seconds of one recalculation of many cells, for each formula.

Arguments: the profile's address, rows, rounds, then formulas in which `#` stands for the row. Prints a list as JSON.
Every round has other figures in the cells that the formulas read, so nothing that was kept can answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

import uno
from com.sun.star.beans import PropertyValue

PATIENCE = 60.0


def connected(pipe: str) -> Any:
    """LibreOffice's own context, as soon as it answers."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except uno.getClass("com.sun.star.connection.NoConnectException"):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def used(process: int) -> float:
    """Processor seconds of a process so far, threads that have ended too; by the clock where that is not told."""
    if not sys.platform.startswith("linux"):
        return time.perf_counter()
    return time.clock_gettime((~process << 3) | 2)  # how Linux numbers the processor clock of a process


def main() -> None:
    profile, rows, rounds, formulas = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    pipe, noted = f"outlay-{os.getpid()}", f"{profile.removeprefix('file://')}.pid"
    office = subprocess.Popen(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--norestore", f"--pidfile={noted}",
         f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        context = connected(pipe)
        with open(noted, encoding="ascii") as stream:
            process = int(stream.read())
        desk = context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
        documents = []
        for formula in formulas:
            hidden = (PropertyValue("Hidden", 0, True, 0),)
            document = desk.loadComponentFromURL("private:factory/scalc", "_blank", 0, hidden)
            document.enableAutomaticCalculation(False)
            cells = document.Sheets.getByIndex(0).getCellRangeByName(f"B1:B{rows}")
            cells.setFormulaArray(tuple((formula.replace("#", str(row)),) for row in range(1, rows + 1)))
            documents.append(document)
        best = [float("inf")] * len(formulas)
        for turn in range(rounds + 1):
            for number, document in enumerate(documents):
                cells = document.Sheets.getByIndex(0).getCellRangeByName(f"A1:A{rows}")
                cells.setDataArray(tuple(((row + turn / 16) * 1e9,) for row in range(1, rows + 1)))
                before = used(process)
                document.calculateAll()
                if turn:  # the first one loads what is called
                    best[number] = min(best[number], used(process) - before)
        found = [document.Sheets.getByIndex(0).getCellByPosition(1, rows - 1).Value for document in documents]
        print(json.dumps({"seconds": best, "last": found}))
        desk.terminate()
        office.wait(PATIENCE)
    finally:
        if office.poll() is None:
            office.kill()


main()
