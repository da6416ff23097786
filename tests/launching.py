"""Starting our own programs as processes with settings of their own."""

import subprocess
import sys
from pathlib import Path

from settings import HERE, environment
from tests.ports import free_port


def launch(data_dir: Path, *argv: str, port: int = 0, **variables: str) -> subprocess.Popen[str]:
    """Run python on `argv` with that data directory and, unless named, free ports."""
    variables |= {"CMIS_DATA_DIR": str(data_dir), "CMIS_PORT": str(port or free_port())}
    variables.setdefault("CMIS_SANDBOX_PORT", str(free_port()))
    return subprocess.Popen(
        [sys.executable, *argv],
        cwd=HERE,
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
