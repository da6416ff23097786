"""MDN's HTTP Observatory on this machine: its npm package, installed once into the virtual environment."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).parent / "observatory"
PRELOADED = "node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json"


def install() -> Path | None:
    """Where it is; None without Node or without a registry to take it from."""
    home, names = Path(sys.prefix) / "observatory", ("package.json", "package-lock.json", "score.js")
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    wanted = {name: (SOURCES / name).read_text() for name in names}
    is_there = (home / PRELOADED).exists() and (home / names[1]).read_text() == wanted[names[1]]
    home.mkdir(exist_ok=True)
    for name, text in wanted.items():
        (home / name).write_text(text)
    if not is_there:
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        if subprocess.run([npm, "ci", *quiet], cwd=home, check=False, capture_output=True).returncode:
            return None
        (home / PRELOADED).write_text("{}")  # its install script asks the internet; no address of a test is listed
    return home


def score(home: Path, certificate: Path, port: int, *paths: str, cookie: str = "") -> dict[str, dict[str, Any]]:
    """`{path: {status, verified, score, points}}` of https://localhost."""
    done = subprocess.run(
        ["node", "score.js", str(port), cookie, *paths],
        cwd=home,
        env=os.environ | {"NODE_EXTRA_CA_CERTS": str(certificate)},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found
