"""Hooks of Schemathesis: each call by the next key, since one key may not ask as often as is asked here."""

import itertools
import os
from typing import Any

import schemathesis

KEYS = itertools.cycle(os.environ["CMIS_FUZZ_KEYS"].split(","))


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    case.headers["Authorization"] = f"Bearer {next(KEYS)}"
