"""Alerts: one a cause, told when it opens or grows louder, handled by people, ended when the cause is gone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from db.kinds import Role, Severity
from db.models import Alert, Notification
from db.session import session
from engine import alerts
from engine.core import clock
from engine.core.errors import Conflict, Invalid, Missing
from engine.core.i18n import N_, speaking
from engine.core.work import Actor, work
from tests.factories import NOON, OrgFacts, make_ad_campaign, make_integration, make_member, make_org
from tests.working import work_off

SAID = N_("{platform} is busy. We will ask again shortly.")
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def org(database: object, redis: object) -> OrgFacts:
    return make_org()


def raised(org: OrgFacts, severity: Severity = Severity.WARNING, key: str = "k", **about: UUID) -> None:
    with work(org.id) as unit:
        alerts.raise_alert(unit, "sync_failed", key, severity, SAID, platform="Meta Ads", **about)


def handle(org: OrgFacts, do, *args: object) -> None:
    with work(org.id, Actor("sara@example.com", org.user_id)) as unit:
        do(unit, only(org), *args)


def only(org: OrgFacts) -> UUID:
    with session(org.id) as reader:
        return reader.scalars(select(Alert.id).where(Alert.org_id == org.id)).one()


def told(org: OrgFacts) -> int:
    work_off()
    with session(org.id) as reader:
        return len(reader.scalars(select(Notification.id).where(Notification.org_id == org.id)).all())


def deeds(org: OrgFacts) -> list[tuple[str, str]]:
    return [(line["action"], line["actor"]) for line in alerts.alert_history(org.id, only(org))]


def test_the_same_cause_is_one_alert_and_told_once(org: OrgFacts) -> None:
    make_member(org.id, Role.VIEWER)
    for _ in range(3):
        raised(org)

    assert len(alerts.list_open_alerts(org.id)) == 1
    assert told(org) == 2  # each of two people
    assert deeds(org) == [("opened", "system")]


def test_the_twentieth_in_one_transaction_opens_like_the_first(org: OrgFacts) -> None:
    with work(org.id) as unit:
        for n in range(20):  # from the fifth on the driver has the statement prepared
            alerts.raise_alert(unit, "sync_failed", f"k{n}", Severity.WARNING, SAID, platform="Meta Ads")

    assert len(alerts.list_open_alerts(org.id)) == 20


def test_it_is_told_again_when_it_grows_louder_and_not_when_it_grows_quieter(org: OrgFacts) -> None:
    raised(org, Severity.INFO)
    assert told(org) == 1
    raised(org, Severity.CRITICAL)
    raised(org, Severity.ERROR)

    assert told(org) == 2
    assert [action for action, _ in deeds(org)] == ["opened", "rose"]
    assert alerts.list_open_alerts(org.id)[0]["severity"] == "error"


def test_it_ends_with_its_cause_and_the_next_one_is_new(org: OrgFacts) -> None:
    raised(org)
    for expected in (True, False):
        with work(org.id) as unit:
            assert alerts.resolve_alert(unit, "k") is expected
    assert alerts.list_open_alerts(org.id) == []

    raised(org)

    assert alerts.count_alerts(org.id) == {"open": 1, "acknowledged": 0, "snoozed": 0, "resolved": 1, "live": 1}


def test_people_acknowledge_resolve_and_reopen_and_it_says_who(org: OrgFacts) -> None:
    raised(org)
    for do in (alerts.acknowledge, alerts.acknowledge, alerts.resolve, alerts.resolve, alerts.reopen):
        handle(org, do)

    sara = "sara@example.com"
    assert deeds(org) == [("opened", "system"), ("acknowledged", sara), ("resolved", sara), ("reopened", sara)]
    assert alerts.list_alerts(org.id)["alerts"][0]["handled_by"] == "Sara"


def test_a_snoozed_one_is_out_of_sight_until_its_time_and_then_told_again(org: OrgFacts) -> None:
    with clock.stopped_at(NOON):
        raised(org)
        assert told(org) == 1
        handle(org, alerts.snooze, LATER)
        assert alerts.list_open_alerts(org.id) == []
        assert alerts.wake(org.id) == 0
    with clock.stopped_at(LATER):
        assert len(alerts.list_open_alerts(org.id)) == 1  # before the clock's job has run
        assert [one["status"] for one in alerts.list_alerts(org.id, status="live")["alerts"]] == ["open"]
        assert alerts.count_alerts(org.id)["live"] == 1
        assert (alerts.wake(org.id), alerts.wake(org.id)) == (1, 0)

        assert told(org) == 1 + 1
        assert [action for action, _ in deeds(org)] == ["opened", "snoozed", "returned"]


def test_a_snoozed_one_that_grows_louder_returns_at_once(org: OrgFacts) -> None:
    raised(org)
    handle(org, alerts.snooze, clock.now() + timedelta(hours=1))

    raised(org, Severity.CRITICAL)

    assert [one["status"] for one in alerts.list_open_alerts(org.id)] == ["open"]


@pytest.mark.parametrize(
    "until", [NOON, NOON - timedelta(hours=1), NOON + timedelta(days=91), LATER.replace(tzinfo=None)]
)
def test_a_snooze_needs_a_moment_to_come(org: OrgFacts, until) -> None:
    with clock.stopped_at(NOON):
        raised(org)
        with pytest.raises(Invalid):
            handle(org, alerts.snooze, until)


def test_a_resolved_one_cannot_be_acknowledged_nor_reopened_beside_its_successor(org: OrgFacts) -> None:
    raised(org)
    first = only(org)
    handle(org, alerts.resolve)
    with pytest.raises(Conflict):
        handle(org, alerts.acknowledge)
    raised(org)

    with pytest.raises(Conflict), work(org.id) as unit:
        alerts.reopen(unit, first)


def test_the_list_is_filtered_and_names_what_it_is_about(org: OrgFacts) -> None:
    meta, google = make_integration(org.id), make_integration(org.id, "google")
    raised(org, Severity.INFO, "a", integration_id=meta)
    raised(
        org, Severity.ERROR, "b", ad_campaign_id=make_ad_campaign(org.id, google, platform="google", name="بحث")
    )

    found = alerts.list_alerts(org.id, status="live")
    assert ([one["severity"] for one in found["alerts"]], found["total"]) == (["error", "info"], 2)
    [google_one] = alerts.list_alerts(org.id, platform="google")["alerts"]
    assert google_one["campaign"] == "بحث"
    assert alerts.list_alerts(org.id, severity="info", kind="sync_failed")["total"] == 1
    assert alerts.list_alerts(org.id, kind="token_expired")["total"] == 0
    assert len(alerts.list_alerts(org.id, page=2, per_page=1)["alerts"]) == 1
    assert alerts.list_alert_kinds(org.id) == ["sync_failed"]
    with speaking("ar"):
        assert "Meta Ads" in alerts.list_open_alerts(org.id)[0]["text"]
        assert "busy" not in alerts.list_open_alerts(org.id)[0]["text"]


def test_anothers_alert_is_not_there(org: OrgFacts) -> None:
    raised(org)
    stranger = make_org("Elsewhere")

    with pytest.raises(Missing), work(stranger.id) as unit:
        alerts.acknowledge(unit, only(org))
    with pytest.raises(Missing):
        alerts.alert_history(stranger.id, only(org))


def test_two_who_raise_the_same_at_once_raise_one(org: OrgFacts) -> None:
    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(lambda _: raised(org, Severity.ERROR), range(12)))

    assert len(alerts.list_open_alerts(org.id)) == 1
    assert [action for action, _ in deeds(org)] == ["opened"]
    assert told(org) == 1
