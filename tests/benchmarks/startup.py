"""How long `tracker list --overdue` takes beside a bare script with the same libraries.

    python tests/benchmarks/startup.py [RUNS]

Both run as whole processes, in turn, and the medians and their ratio are printed. The bare script imports Typer,
TinyDB and Rich, registers as many commands, and prints one table of 20 rows; it reads no register.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
BARE: Final = """
import typer
from rich.console import Console
from rich.table import Table
from tinydb import TinyDB

app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)

def command(name: str = "", limit: int = 20) -> None:
    table = Table("ref", "title", "due", "late", "amount")
    for row in range(20):
        table.add_row(f"jp-us-{row}", "Settle and announce the first project", "2026-02-28", "42", "USD 33.3bn")
    Console().print(table)

for number in range(COMMANDS):
    app.command(f"command{number}")(command)
app()
"""


def commands() -> int:
    """How many commands tracker has."""
    script = "from tracker.cli import COMMANDS; print(len(COMMANDS))"
    return int(subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, cwd=ROOT).stdout)


def measure(runs: int, rivals: dict[str, list[str]]) -> dict[str, list[float]]:
    """The seconds of each run of each rival, after one that does not count."""
    environment = os.environ | {"TRACKER_REGISTER": str(ROOT / "data" / "commitments.json"), "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # installed packages are compiled, so are these
    seconds: dict[str, list[float]] = {name: [] for name in rivals}
    for turn in range(runs + 1):
        for name, command in rivals.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=environment)
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return seconds


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder, "bare.py")
        bare.write_text(BARE.replace("COMMANDS", str(commands())))
        overdue = [sys.executable, "-m", "tracker", "list", "--overdue"]
        rivals = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "bare script": [sys.executable, str(bare), "command1"],
            "list --overdue": overdue,
            "list --overdue, coloured": ["env", "FORCE_COLOR=1", *overdue],
            "list --overdue --format csv": [*overdue, "--format", "csv"],
        }
        seconds = measure(runs, rivals)
    base = statistics.median(seconds["bare script"])
    print(f"{'medians of ' + str(runs) + ' runs in turn':32} {'ms':>6} {'least':>6} {'most':>6}  ratio to bare script")
    for name, taken in seconds.items():
        middle = statistics.median(taken)
        print(f"{name:32} {middle * 1000:6.0f} {min(taken) * 1000:6.0f} {max(taken) * 1000:6.0f}  {middle / base:.2f}")


if __name__ == "__main__":
    main()
