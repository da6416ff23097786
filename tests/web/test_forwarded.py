"""Whose request it is: the peer's, unless it is a proxy we trust; then whoever called that proxy."""

from collections.abc import Iterator

import anyio
import httpx
import pytest
from pydantic import ValidationError
from starlette.types import Message, Receive, Scope, Send

from api.limits import RATES, Tier, look
from api.middleware import forwarded
from api.middleware.forwarded import Forwarded
from db.models import AuditEntry
from engine import lockouts, sessions
from settings import Settings, settings
from tests.factories import PASSWORD, OrgFacts
from tests.rows import rows
from tests.site import serving, visitor

HERE, ELSEWHERE = "127.0.0.1", "203.0.113.7"
PROXIES = "127.0.0.1, 10.1.0.0/16 ,2001:db8:1::/48"


@pytest.fixture(scope="module")
def behind(database: object, redis_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A web process behind proxies, one of them on this machine."""
    with serving(tmp_path_factory.mktemp("behind") / "web.log", CMIS_TRUSTED_PROXIES=PROXIES) as url:
        yield url


def counted(address: str, tier: Tier = Tier.API) -> int:
    """How many requests are counted to an address."""
    return RATES[tier][0].amount - look(tier, address).remaining


HOPS: dict[str, tuple[list[str], str]] = {
    "one": (["203.0.113.7"], ELSEWHERE),
    "with a port": (["203.0.113.7:4711"], ELSEWHERE),
    "a caller who lies": (["198.51.100.1, 203.0.113.7"], ELSEWHERE),
    "a caller who says to be a proxy": (["10.1.2.3, 203.0.113.7"], ELSEWHERE),
    "two proxies": (["198.51.100.1, 203.0.113.7, 10.1.2.3"], ELSEWHERE),
    "two proxies, a header each": (["198.51.100.1, 203.0.113.7", "10.1.2.3"], ELSEWHERE),
    "a proxy of IPv6": (["203.0.113.7, 2001:db8:1::9"], ELSEWHERE),
    "IPv6": (["2001:DB8:0:0::5"], "2001:db8::5"),
    "IPv6 with a port": (["[2001:db8::5]:443"], "2001:db8::5"),
    "IPv6 with a zone": (["2001:db8::5%<b>"], "2001:db8::5"),
    "IPv4 as IPv6": (["::ffff:203.0.113.7"], ELSEWHERE),
    "proxies only": (["10.1.9.9, 10.1.2.3"], "10.1.9.9"),
    "nothing": ([""], HERE),
    "no address": (["unknown"], HERE),
    "half an address": (["203.0.113"], HERE),
    "a number": (["3405803783"], HERE),
    "markup": (["<script>alert(1)</script>"], HERE),
    "no address at the end": (["203.0.113.7, unknown"], HERE),
    "no address before a proxy": (["203.0.113.7, _hidden, 10.1.2.3"], "10.1.2.3"),
    "commas": ([",,,,"], HERE),
    "a bracket": (["[2001:db8::5"], "2001:db8::5"),
    "brackets around nothing": (["[]:80"], HERE),
    "many": ([", ".join(["10.1.2.3"] * 2000)], "10.1.2.3"),
    "other digits": (["٢٠٣.٠.١١٣.٧"], HERE),
}


@pytest.mark.parametrize("case", HOPS)
def test_behind_a_trusted_proxy_the_last_address_that_is_not_one_counts(
    behind: str, redis: object, case: str
) -> None:
    hops, expected = HOPS[case]
    headers = [(b"X-Forwarded-For", hop.encode()) for hop in hops]

    answer = httpx.get(f"{behind}/api/health", headers=headers, trust_env=False)

    assert answer.status_code == 200
    assert {address: counted(address) for address in {HERE, ELSEWHERE, expected}} == (
        dict.fromkeys({HERE, ELSEWHERE}, 0) | {expected: 1}
    )


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP"])
def test_nobody_else_says_where_they_come_from(web: str, behind: str, header: str) -> None:
    said = {header: f"for={ELSEWHERE}" if header == "Forwarded" else ELSEWHERE}
    httpx.get(f"{web}/api/health", headers=said, trust_env=False)
    if header != "X-Forwarded-For":
        httpx.get(f"{behind}/api/health", headers=said, trust_env=False)

    assert counted(ELSEWHERE) == 0
    assert counted(HERE) == (1 if header == "X-Forwarded-For" else 2)


def test_sign_ins_are_counted_locked_out_kept_and_audited_by_that_address(behind: str, org: OrgFacts) -> None:
    browser = visitor(behind)
    browser.headers["X-Forwarded-For"] = f"198.51.100.1, {ELSEWHERE}"
    form = {"email": org.email, "password": "a wrong one"}
    codes = [browser.post("/auth/login", data=form).status_code for _ in range(lockouts.FREE + 1)]
    browser.headers["X-Forwarded-For"] = f"{ELSEWHERE}, 198.51.100.1"
    inside = browser.post("/auth/login", data=form | {"password": PASSWORD})

    assert codes == [401] * lockouts.FREE + [429]
    assert inside.status_code == 303
    assert counted(ELSEWHERE, Tier.AUTH) == lockouts.FREE + 1
    assert counted("198.51.100.1", Tier.AUTH) == 1
    assert [one["ip"] for one in sessions.list_sessions(org.user_id)] == ["198.51.100.1"]
    noted = {(row.action, row.ip) for row in rows(org.id, AuditEntry) if row.action.startswith("sign_in")}
    assert noted == {
        ("sign_in_refused", ELSEWHERE), ("sign_in_locked", ELSEWHERE), ("sign_in", "198.51.100.1"),
    }  # fmt: skip


def test_whoever_changes_the_header_does_not_guess_more_often(web: str, org: OrgFacts) -> None:
    form = {"email": "nobody@example.com", "password": "x"}
    codes = [
        visitor(web).post("/auth/login", data=form, headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code
        for n in range(11)
    ]

    assert codes[-1] == 429


def test_a_websocket_comes_from_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    behind = settings().model_copy(update={"trusted_proxies": Settings(trusted_proxies=PROXIES).trusted_proxies})
    monkeypatch.setattr(forwarded, "settings", lambda: behind)
    seen: list[str] = []

    async def screen(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["client"][0])

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(_message: Message) -> None:
        raise AssertionError("nobody answers here")

    async def knock(peer: str) -> None:
        scope = {"type": "websocket", "client": (peer, 1), "headers": [(b"x-forwarded-for", ELSEWHERE.encode())]}
        await Forwarded(screen)(scope, receive, send)

    for peer in ("10.1.2.3", "192.0.2.1"):
        anyio.run(knock, peer)

    assert seen == [ELSEWHERE, "192.0.2.1"]


@pytest.mark.parametrize("proxies", ["*", "proxy.example", "10.0.0.0/33", "10.0.0.1 10.0.0.2"])
def test_who_is_trusted_is_named_by_address(proxies: str) -> None:
    with pytest.raises(ValidationError, match="trusted_proxies"):
        Settings(trusted_proxies=proxies)
