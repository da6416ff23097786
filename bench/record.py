"""Record half an hour of use for `bench.replay`, in real time, and write `recording.jsonl.gz`.

    python -m bench.record [--minutes 30]

The whole demo runs in a fresh folder; three people in a real browser use its screens and a program its API
(`bench.use`), and the web process notes what it is asked. Only needed when people or screens have changed.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from settings import HERE, environment
from tests.ports import free_port


def run_in_a_folder(module: str, *arguments: str) -> bytes:
    """What the module prints, run with a product of its own in a fresh folder."""
    with tempfile.TemporaryDirectory(prefix="cmis-bench-") as home:
        Path(home).chmod(0o711)  # the account that Postgres runs as has to pass
        env = environment(
            CMIS_DATA_DIR=f"{home}/data", CMIS_ENV_FILE="", CMIS_PORT=str(free_port()),
            CMIS_SANDBOX_PORT=str(free_port()), TZ="UTC",
        )  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments], env=env, cwd=HERE, check=True, stdout=subprocess.PIPE
        )
        return done.stdout


def main() -> None:
    """Record."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30)
    wanted = parser.parse_args()
    print(run_in_a_folder("bench.use.sitting", str(wanted.minutes)).decode())


if __name__ == "__main__":
    main()
