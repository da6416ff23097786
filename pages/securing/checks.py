"""What to look after, each with what was found and what to do: the worst first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.audits.headers import header_audit, latest_header_audit
from engine.core.i18n import N_, nt, t
from engine.members import demo_password_in_use
from engine.posture import Posture, read_posture
from engine.webhooks.refusals import list_refusals
from pages.securing.words import when
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import n, pill
from pages.ui.scope import Scope
from pages.ui.tables import Column, table

GOOD, WARN, BAD, MUTE = "good", "warn", "bad", "mute"
STATES = {GOOD: N_("In order"), WARN: N_("Look at it"), BAD: N_("Act now"), MUTE: N_("For information")}
ORDER = (BAD, WARN, MUTE, GOOD)
SOME = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One thing: how it stands, what was found, what to do."""

    name: str
    tone: str
    found: str | Markup
    step: str = ""


@section(N_("What to look after"))
def checks(scope: Scope) -> None:
    """All of them, in one table."""
    with card_box("checks"):
        with card_bar("checks", t("What to look after")):
            again = st.button(t("Check headers now"), icon=":material/policy:")
        headers = header_audit() if again else latest_header_audit()
        found = read_posture(scope.org_id)
        refused = list_refusals(scope.org_id)
        rows = sorted(_all(headers, found, refused), key=lambda one: ORDER.index(one.tone))
        columns: list[Column[Check]] = [
            Column(t("What"), lambda one: one.name),
            Column(t("State"), lambda one: pill(one.tone, t(STATES[one.tone])), css="st"),
            Column(t("Found"), lambda one: one.found, wide=True, css="wrap"),
            Column(t("What to do"), lambda one: one.step or n(formats.NONE), wide=True, css="wrap"),
        ]
        show(table(rows, columns, label=t("What to look after"), css="hist", cards=True))


def _all(headers: dict[str, Any], found: Posture, refused: list[dict[str, Any]]) -> Iterator[Check]:
    yield _headers(headers)
    yield _ring(found["ring"])
    yield _keys(found["keys"])
    yield _access(found["access"])
    yield _sign_ins(found["sign_ins"])
    yield _webhooks(refused)
    yield _codes(found["people"])
    if demo_password_in_use():
        yield Check(
            t("Demo password"),
            WARN,
            t("The demo's person signs in with a password that everybody knows."),
            t("Run CMIS_MODE=production for real data; it refuses this password."),
        )


def _headers(found: dict[str, Any]) -> Check:
    name = t("Security headers")
    if not found["reached"]:
        return Check(
            name,
            MUTE,
            say("{url} did not answer us.", url=n(found["url"])),
            t("Open that address from outside and check its headers there."),
        )
    if found["wrong"]:
        return Check(
            name,
            BAD,
            say("Missing or wrong: {headers}", headers=n(", ".join(found["wrong"][:SOME]))),
            t("Let the proxy pass our headers on unchanged."),
        )
    told = say("All of them, on each of {n} answers, {when}", n=n(found["answers"]), when=when(found["at"]))
    if not found["secure"]:
        return Check(
            name, WARN, told, t("Not over TLS: put a proxy with a certificate in front and set CMIS_PUBLIC_URL.")
        )
    return Check(name, GOOD, told)


def _ring(found: dict[str, Any]) -> Check:
    name = t("Encryption of tokens")
    if found["stale"]:
        return Check(
            name,
            WARN,
            nt("{n} secret is sealed with an old key.", "{n} secrets are sealed with an old key.", found["stale"]),
            t("Run: python manage.py keys reseal"),
        )
    told = say(
        "{n} secrets under key {key}; last turned: {when}",
        n=n(formats.number(found["sealed"])),
        key=n(found["key"]),
        when=when(found["turned_at"]) if found["turned_at"] else t("never"),
    )
    if found["keys"] > 1:
        return Check(name, MUTE, told, t("Take old keys off the ring: nothing needs them any more."))
    return Check(name, GOOD, told, t("Turn the keys once a year: python manage.py keys rotate"))


def _keys(found: dict[str, Any]) -> Check:
    name = t("API keys")
    if old := sorted({*found["old"], *found["idle"]}):
        return Check(
            name,
            WARN,
            say("Old or unused: {names}", names=Markup("<bdi>{}</bdi>").format(formats.listed(old[:SOME]))),
            t("Give programs a new key after half a year; revoke what nobody used for 90 days."),
        )
    return Check(name, GOOD, nt("{n} key in use.", "{n} keys in use.", found["active"]))


def _access(found: dict[str, int]) -> Check:
    name = t("Access to accounts")
    if found["expired"]:
        ended = nt("{n} access has ended.", "{n} accesses have ended.", found["expired"])
        return Check(name, BAD, ended, t("Reconnect them on the Integrations page."))
    if found["expiring_soon"]:
        soon = nt("{n} access ends within a week.", "{n} accesses end within a week.", found["expiring_soon"])
        return Check(name, WARN, soon, t("Reconnect them on the Integrations page."))
    return Check(name, GOOD, nt("{n} access is valid.", "{n} accesses are valid.", found["valid"]))


def _sign_ins(found: dict[str, Any]) -> Check:
    name = t("Failed sign-ins")
    told = say(
        "{refused} in 7 days; addresses: {addresses}; accounts that had to wait: {locked}",
        refused=n(formats.number(found["refused"])),
        addresses=n(formats.number(found["addresses"])),
        locked=n(formats.number(found["locked"])),
    )
    if found["locked"]:
        return Check(name, WARN, told, t("Ask who it was; ask everybody for codes if it was nobody of yours."))
    return Check(name, GOOD, told)


def _webhooks(rows: list[dict[str, Any]]) -> Check:
    name = t("Refused deliveries")
    count = sum(row["count"] for row in rows)
    told = nt("{n} in 24 hours with a wrong signature.", "{n} in 24 hours with a wrong signature.", count)
    if count:
        return Check(name, WARN, told, t("Compare the secret there and here on the Webhooks page."))
    return Check(name, GOOD, told)


def _codes(found: dict[str, Any]) -> Check:
    name = t("Codes at the sign-in")
    told = say("{n} of {all}", n=n(found["with_codes"]), all=n(found["members"]))
    if found["with_codes"] < found["members"] and not found["for_all"]:
        return Check(name, MUTE, told, t("Ask everybody for codes, below under People."))
    return Check(name, GOOD, told)
