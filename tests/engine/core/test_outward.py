"""What people type in may not lead into our own network, however it is spelled."""

import socket
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core import outward
from engine.core.errors import Invalid, Unready
from settings import settings


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "https://localhost:8501",
        "http://10.1.2.3",
        "http://192.168.0.1:80",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://[2002:a00:1::]/",
        "http://[fd00::1]/",
        "http://0.0.0.0",
        "http://2130706433",
        "http://0x7f.1",
        "http://0177.0.0.1",
        "http://[::7f00:1]/",
        "http://[fec0::1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[2001:0:a9fe:a9fe::1]/",
        "http://100.64.0.1/",
        "http://192.0.0.192/opc/v2/",
        "http://168.63.129.16/machine",
    ],
)
def test_private_addresses_are_refused(url: str) -> None:
    with pytest.raises(Invalid):
        outward.resolve(url)
    with pytest.raises(Invalid):
        outward.post(url, b"", {})


@pytest.mark.parametrize(
    "url", ["", "ftp://example.com", "https://", "https://me:pw@93.184.216.34/", "javascript:alert(1)"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Invalid):
        outward.resolve(url)


def test_public_addresses_are_kept() -> None:
    assert outward.resolve("https://93.184.216.34/hook").addresses == ("93.184.216.34",)


def test_an_unknown_name_may_be_known_later() -> None:
    with pytest.raises(Unready):
        outward.resolve("https://nowhere.invalid/")


def test_an_installation_may_reach_its_own_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMIS_ALLOW_PRIVATE_TARGETS", "true")
    settings.cache_clear()
    try:
        assert outward.resolve("http://127.0.0.1:9/").addresses == ("127.0.0.1",)
        with pytest.raises(Unready):
            outward.post("http://127.0.0.1:9/", b"{}", {})
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_a_name_server_that_is_slow_is_waited_for_no_longer_than_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: done.wait(20) and [])
    started = time.monotonic()

    with pytest.raises(Unready):
        outward.post("https://slow.example/", b"", {}, timeout_s=0.3)

    assert time.monotonic() - started < 5
    done.set()


def test_a_name_that_cannot_be_one_is_not_known() -> None:
    with pytest.raises((Invalid, Unready)):
        outward.resolve(f"https://{'a' * 70}.example/")


@given(st.ip_addresses())
def test_no_address_of_a_private_network_is_public(address) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert not outward.is_public(str(address))
