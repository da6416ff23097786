"""MDN's HTTP Observatory on this machine: its npm package, installed once into the virtual environment."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests import npm

PRELOADED = "node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json"


def install() -> Path | None:
    """Where it is; None without Node or without a registry to take it from."""
    if home := npm.install("observatory"):
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
