"""Notifications over HTTP: read, chosen, and the channels that only their owner sees."""

import pytest

from db.kinds import Role, Severity
from engine.core.i18n import N_
from engine.core.work import Actor, work
from engine.identity import sign_in
from engine.keys import create_key
from engine.notifications import announce
from tests.factories import PASSWORD, OrgFacts, make_member
from tests.site import member, visitor

SLACK = "https://hooks.slack.com/services/T0001/B0001/abcdefghijklmnopqrstuvwx"


@pytest.fixture
def told(org: OrgFacts) -> None:
    with work(org.id) as unit:
        for key in ("a", "b"):
            announce(unit, "campaign_created", Severity.INFO, N_("Campaign {campaign} was created."), key=key,
                     campaign=key)  # fmt: skip


def test_messages_are_listed_and_read(web: str, org: OrgFacts, told: None) -> None:
    home = f"/api/orgs/{org.id}/notifications"
    with member(web, org.sign_in()) as person:
        first = person.get(home).json()
        one = person.post(f"{home}/read", json={"ids": [first["notifications"][0]["id"]]}).json()
        unread = person.get(f"{home}?unread=true").json()
        rest = person.post(f"{home}/read", json={}).json()

    assert (first["unread"], one, rest) == (2, {"marked": 1, "unread": 1}, {"marked": 1, "unread": 0})
    assert [row["text"] for row in unread["notifications"]] == ["Campaign a was created."]


def test_messages_are_in_the_callers_language(web: str, org: OrgFacts, told: None) -> None:
    with member(web, org.sign_in(), lang="ar") as person:
        rows = person.get(f"/api/orgs/{org.id}/notifications", headers={"Accept-Language": "ar"}).json()

    assert rows["notifications"][0]["text"].startswith("أُنشئت الحملة")


def test_another_member_has_messages_of_their_own(web: str, org: OrgFacts, told: None) -> None:
    token = sign_in(make_member(org.id, Role.VIEWER), PASSWORD)
    with member(web, org.sign_in()) as person, member(web, token) as other:
        channel = person.post(
            f"/api/orgs/{org.id}/notifications/channels", json={"kind": "slack", "address": SLACK}
        )
        theirs = f"/api/orgs/{org.id}/notifications/channels/{channel.json()['id']}"
        seen = other.get(f"/api/orgs/{org.id}/notifications/channels").json()
        tried = [other.delete(theirs), other.patch(theirs, json={"name": "x"}), other.post(f"{theirs}/test")]

    assert channel.status_code == 201
    assert seen["channels"] == []
    assert [answer.status_code for answer in tried] == [404, 404, 404]


def test_a_channel_is_made_changed_and_removed_and_its_address_stays_inside(web: str, org: OrgFacts) -> None:
    home = f"/api/orgs/{org.id}/notifications/channels"
    with member(web, org.sign_in()) as person:
        made = person.post(home, json={"kind": "slack", "address": SLACK, "name": "الفريق", "pace": "daily"})
        changed = person.patch(f"{home}/{made.json()['id']}", json={"pace": "weekly", "is_active": False})
        removed = person.delete(f"{home}/{made.json()['id']}")
        refused = [
            person.post(home, json={"kind": "slack", "address": "https://example.com"}),
            person.post(home, json={"kind": "pigeon", "address": SLACK}),
            person.post(home, json={"kind": "webhook", "address": "http://127.0.0.1:6379/"}),
        ]

    assert (made.status_code, "abcdef" in made.text) == (201, False)
    assert [(row["name"], row["pace"], row["is_active"]) for row in changed.json()["channels"]] == [
        ("الفريق", "weekly", False)
    ]
    assert removed.json() == {"channels": []}
    assert [answer.status_code for answer in refused] == [422, 422, 422]


def test_choices_are_kept_and_those_that_make_no_sense_are_not(web: str, org: OrgFacts) -> None:
    home = f"/api/orgs/{org.id}/notifications/preferences"
    good = {"least": {"*": {"in_app": "warning"}}, "quiet_from": "22:00", "quiet_until": "07:00"}
    with member(web, org.sign_in()) as person:
        usual = person.get(home).json()
        kept = person.put(home, json=good)
        later = person.put(home, json={"timezone": "Asia/Riyadh", "digest_hour": 9}).json()
        bad = {
            name: person.put(home, json=body).json()["messages"]
            for name, body in {
                "least": {"least": {"weather": {"in_app": "info"}}},
                "timezone": {"timezone": "Mars/Olympus"},
                "quiet_until": {"quiet_from": "21:00", "quiet_until": None},
                "digest_hour": {"digest_hour": 24},
            }.items()
        }

    assert (usual["least"], usual["critical_passes"], "budgets" in usual["topics"]) == ({}, True, True)
    assert kept.status_code == 200
    assert {name: later[name] for name in good} == good
    assert (later["timezone"], later["digest_hour"]) == ("Asia/Riyadh", 9)
    assert all(name in messages for name, messages in bad.items())


def test_a_key_is_nobody_to_tell(web: str, org: OrgFacts) -> None:
    with work(org.id, Actor("test")) as unit:
        key = create_key(unit, "reader", Role.OWNER, maker=Role.OWNER)
    with visitor(web) as program:
        answer = program.get(f"/api/orgs/{org.id}/notifications", headers={"Authorization": f"Bearer {key}"})

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
