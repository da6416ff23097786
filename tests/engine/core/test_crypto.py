"""Sealed tokens: open in their place, under any key of the ring, and nowhere else."""

import base64
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.crypto import KeyRing, keyring, new_key
from engine.core.errors import Unready
from settings import settings


def ring(*names: str) -> KeyRing:
    return KeyRing({name: bytes([n + 1]) * 32 for n, name in enumerate(names)})


@given(st.text(min_size=1), st.text(), st.uuids())
def test_what_is_sealed_opens_in_its_place(plain, column, row):
    keys = ring("a")
    assert keys.unseal(keys.seal(plain, row, column), row, column) == plain


@given(st.uuids(), st.uuids().filter(bool))
def test_a_ciphertext_moved_to_another_row_does_not_open(here, there):
    keys = ring("a")
    sealed = keys.seal("secret", here, "access_token")
    if here != there:
        with pytest.raises(Unready):
            keys.unseal(sealed, there, "access_token")
    with pytest.raises(Unready):
        keys.unseal(sealed, here, "refresh_token")


def test_the_form_is_version_key_and_body():
    version, key_id, body = ring("k1").seal("secret", "x").split(":")
    assert (version, key_id) == ("v1", "k1")
    assert len(base64.b64decode(body)) == 12 + len("secret") + 16
    assert "secret" not in body


def test_the_same_secret_never_looks_the_same():
    keys = ring("a")
    assert keys.seal("secret", "x") != keys.seal("secret", "x")


def test_an_old_key_still_opens_after_a_new_one_seals():
    old, both = ring("old"), KeyRing({"new": b"n" * 32, **ring("old").keys})
    assert both.unseal(old.seal("secret", "x"), "x") == "secret"
    assert both.seal("secret", "x").startswith("v1:new:")


def test_a_missing_key_says_what_to_do():
    with pytest.raises(Unready, match="CMIS_KEYS"):
        ring("other").unseal(ring("a").seal("secret", "x"), "x")


def test_keys_are_not_shown():
    assert repr(ring("a")) == "KeyRing(a)"


def test_a_new_key_is_one_line_of_32_bytes():
    key_id, body = new_key().split(":")
    assert key_id
    assert len(base64.b64decode(body)) == 32


def test_the_demo_keys_are_for_the_owner_only():
    assert keyring().keys
    mode = (settings().data_dir / "secrets" / "keys").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
