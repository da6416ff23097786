"""Randomness that is the same on every machine, in every process and for every length of series."""

from hashlib import blake2b

import numpy as np


def digest(*keys: object) -> int:
    """A 64-bit number that depends on the keys alone (Python's own `hash` changes with the process)."""
    text = "\x1f".join(str(key) for key in keys)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def generator(*keys: object) -> np.random.Generator:
    """A stream of random numbers of its own for the keys.

    Normal and uniform draws are consumed one after the other, so a longer series begins like a shorter one.
    """
    return np.random.Generator(np.random.PCG64(digest(*keys)))
