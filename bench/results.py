"""RESULTS.md: one section a benchmark, replaced by each run, with the machine it ran on."""

import platform
import re
from datetime import UTC, datetime
from pathlib import Path

FILE = Path(__file__).parent / "RESULTS.md"
TITLE = "# Results\n\nWritten by the benchmarks themselves; ratios are taken within one run.\n"


def keep(section: str, body: str) -> None:
    """Replace the section of that name by `body`, or append it."""
    text = FILE.read_text() if FILE.exists() else TITLE
    block = f"## {section}\n\n{body.strip()}\n\n{_where()}\n"
    pattern = re.compile(rf"^## {re.escape(section)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    found = pattern.search(text)
    text = text[: found.start()] + block + "\n" + text[found.end() :] if found else f"{text.rstrip()}\n\n{block}"
    FILE.write_text(text.rstrip() + "\n")


def _where() -> str:
    cpu = Path("/proc/cpuinfo").read_text()
    models = re.findall(r"^model name\s*: (.*)$", cpu, re.MULTILINE)
    python = platform.python_version()
    return f"{datetime.now(UTC):%Y-%m-%d}, {len(models)} × {models[0]}, Python {python}, embedded Postgres 18."
