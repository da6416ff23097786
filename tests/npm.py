"""Programs that are npm packages, installed once into the virtual environment."""

import shutil
import subprocess
import sys
from pathlib import Path

SOURCES = Path(__file__).parent


def install(name: str) -> Path | None:
    """Where the packages of `tests/NAME` are; None without Node or without a registry to take them from."""
    home, npm = Path(sys.prefix) / name, shutil.which("npm")
    if not npm or not shutil.which("node"):
        return None
    wanted = {path.name: path.read_text() for path in (SOURCES / name).iterdir() if path.is_file()}
    lock = home / "installed-lock.json"
    is_there = lock.exists() and lock.read_text() == wanted["package-lock.json"]
    home.mkdir(exist_ok=True)
    for file, text in wanted.items():
        (home / file).write_text(text)
    if not is_there:
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        if subprocess.run([npm, "ci", *quiet], cwd=home, check=False, capture_output=True).returncode:
            return None
        lock.write_text(wanted["package-lock.json"])
    return home
