"""The Chromium of the browser tests: one that is there, else Debian's package, else what to install.

Best is the headless shell, the same engine without a browser's windows: a screen costs a fifth less there.
`python -m tests.chromium` makes sure that there is one and prints its path.
"""

import os
import shutil
import subprocess
import sys

PACKAGE = "chromium-headless-shell"
NAMES = (PACKAGE, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ADVICE = (
    f"The browser tests need Chromium. Debian: apt-get install {PACKAGE}; "
    "elsewhere install Chrome or Chromium, or set CMIS_CHROMIUM to its path."
)


def find() -> str | None:
    """The path of a Chromium that runs: `CMIS_CHROMIUM`, else one on the path."""
    candidates = (os.environ.get("CMIS_CHROMIUM"), *map(shutil.which, NAMES))
    return next((path for path in candidates if path and _runs(path)), None)


def install() -> None:
    """Install Debian's package, as root."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "--yes", "--no-install-recommends", PACKAGE]):
        subprocess.run(["apt-get", "-qq", *step], env=quiet, check=True, stdout=sys.stderr)


def ensure() -> str:
    """The path of a Chromium, installed when that is in our power; SystemExit with advice otherwise."""
    found = find()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        try:
            install()
        except subprocess.CalledProcessError as error:
            raise SystemExit(f"{' '.join(error.cmd)} failed. {ADVICE}") from error
        found = find()
    if found is None:
        raise SystemExit(ADVICE)
    return found


def _runs(path: str) -> bool:
    """Whether it starts; Ubuntu's `chromium-browser` may be a note about a snap that is not there."""
    try:
        version = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except OSError:
        return False
    return version.returncode == 0


if __name__ == "__main__":
    print(ensure())  # noqa: T201 - its answer
