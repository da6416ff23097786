"""Nothing secret that passes the web process is in its log, however much it says."""

import re
from pathlib import Path

import pyotp

from db.kinds import Role
from engine import keys
from engine.core import clock
from engine.core.work import Actor, work
from tests.factories import PASSWORD, OrgFacts
from tests.site import serving, visitor

GOOD, WRONG = "an orchard of seven pears", "a wrong orchard of plums"


def test_passwords_codes_keys_and_sessions_are_not_in_the_log(org: OrgFacts, tmp_path: Path) -> None:
    with work(org.id, Actor("test")) as unit:
        key = keys.create_key(unit, "a program", Role.ANALYST, maker=Role.OWNER)
    log = tmp_path / "web.log"
    with serving(log, CMIS_LOG_LEVEL="DEBUG") as url:
        browser = visitor(url)
        browser.post("/auth/login", data={"email": org.email, "password": WRONG})
        browser.post("/auth/login", data={"email": org.email, "password": PASSWORD})
        session = browser.cookies["sid"]
        browser.post("/auth/password", data={"present": PASSWORD, "new": GOOD, "again": GOOD})
        browser.post("/auth/account/codes", data={"password": GOOD})
        [spaced] = re.findall(r'<code dir="ltr">([A-Z2-7 ]+)</code>', browser.get("/auth/account").text)
        secret = spaced.replace(" ", "")
        now = pyotp.TOTP(secret).at(clock.now())
        shown = browser.post("/auth/account/codes/confirm", data={"code": now}).text
        recovery = re.findall(r"<code>([a-z2-7-]+)</code>", shown)
        later = visitor(url)
        later.post("/auth/login", data={"email": org.email, "password": GOOD})
        ticket = later.cookies["step"]
        later.post("/auth/code", data={"code": recovery[0]})
        other = later.cookies["sid"]
        for headers in ({"Authorization": f"Bearer {key}"}, {"X-API-Key": key}, {"X-API-Key": f"{key}x"}):
            visitor(url).get(f"/api/orgs/{org.id}/dashboard", headers=headers)
        later.get("/nope", params={"access_token": "an-access-token-in-an-address"})

    said = log.read_text()
    assert f"/api/orgs/{org.id}/dashboard" in said  # it does say what was asked for
    assert len(recovery) == 10
    secrets = [PASSWORD, GOOD, WRONG, secret, spaced, session, other, ticket, key, *recovery]
    assert [one for one in secrets if one in said] == []
