"""What tests of the engine share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.session import org_ids
from engine.core import crypto
from engine.resealing import reseal
from settings import settings


@pytest.fixture
def key_file(database: object) -> Iterator[Path]:
    """The key file, put back afterwards with every row under its first key again."""
    path = settings().data_dir / "secrets" / "keys"
    crypto.keyring()
    old = path.read_text()
    yield path
    path.write_text(f"{old}{path.read_text()}")
    crypto.keyring.cache_clear()
    for org_id in org_ids():
        reseal(org_id)
    path.write_text(old)
    crypto.keyring.cache_clear()
