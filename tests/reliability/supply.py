"""`python -m tests.reliability.supply [FOLDER]`: write a bill of materials of the dependencies, and audit them.

It needs the extra `audit`, and a network connection to the Python Packaging Advisory Database.
"""

import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Final

from tracker.errors.extras import DISTRIBUTION

ROOT: Final = Path(__file__).parents[2]
SCRIPTS: Final = Path(sysconfig.get_path("scripts"))


def main() -> int:
    """Install tracker alone, write a CycloneDX bill of its dependencies, and look for known vulnerabilities."""
    bill = Path(sys.argv[1] if len(sys.argv) > 1 else "dist") / "tracker.cdx.json"
    bill.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        python = str(Path(folder, "bin", "python"))
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", str(ROOT)], check=True)
        subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "--yes", "setuptools"], check=True)
        project = ["--pyproject", str(ROOT / "pyproject.toml")]
        listing = [
            str(SCRIPTS / "cyclonedx-py"),
            "environment",
            python,
            *project,
            "--output-reproducible",
            "-o",
            str(bill),
        ]
        subprocess.run(listing, check=True)
        frozen = [python, "-m", "pip", "freeze", "--exclude", DISTRIBUTION]
        requirements = Path(folder, "requirements.txt")
        requirements.write_bytes(subprocess.run(frozen, check=True, capture_output=True).stdout)
        audit = [str(SCRIPTS / "pip-audit"), "--strict", "--no-deps", "--disable-pip", "-r", str(requirements)]
        return subprocess.run(audit, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
