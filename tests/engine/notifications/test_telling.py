"""Who is told what: everybody once, in their own words, and only what they want to hear."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from db.kinds import DataType, Role, Severity, Trigger
from db.models import Campaign, Integration, Notification, NotificationPreference, SocialPost, SyncRun
from db.session import session
from engine import listeners
from engine.alerts import list_open_alerts, raise_alert
from engine.core import clock
from engine.core.i18n import N_
from engine.core.work import work
from engine.notifications import announce, forget_old, tell_of_alert
from tests.factories import NOON, OrgFacts, insert, make_ad_campaign, make_integration, make_member, make_org

SAID = N_("Campaign {campaign} was created.")


@pytest.fixture
def org(database: object, redis: object) -> OrgFacts:
    return make_org()


def heard(org: OrgFacts) -> list[Notification]:
    with session(org.id) as reader:
        rows = reader.scalars(select(Notification).where(Notification.org_id == org.id).order_by(Notification.id))
        return list(rows)


def said(org: OrgFacts) -> list[str]:
    return [row.message.format(**row.facts) for row in heard(org)]


def tell(
    org: OrgFacts, kind: str = "campaign_created", severity: Severity = Severity.INFO, key: str = "k"
) -> None:
    with work(org.id) as unit:
        announce(unit, kind, severity, SAID, key=key, campaign="شتاء")


def test_everybody_is_told_and_twice_is_once(org: OrgFacts) -> None:
    make_member(org.id, Role.ANALYST)
    for _ in range(2):
        tell(org)
    tell(org, key="another")

    assert len(heard(org)) == 4
    assert len({row.user_id for row in heard(org)}) == 2


def test_an_alert_is_told_once_however_often_its_job_runs(org: OrgFacts) -> None:
    with work(org.id) as unit:
        raise_alert(unit, "sync_failed", "k", Severity.ERROR, SAID, campaign="")
    alert_id = UUID(list_open_alerts(org.id)[0]["id"])
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: tell_of_alert(org.id, alert_id), range(8)))

    assert len(heard(org)) == 1


def test_what_was_told_half_a_year_ago_is_forgotten(org: OrgFacts) -> None:
    with clock.stopped_at(clock.now() - timedelta(days=181)):
        tell(org, key="old")
    tell(org, key="new")

    assert (forget_old(org.id), forget_old(org.id)) == (1, 0)
    assert [row.key for row in heard(org)] == ["new"]


def test_the_bell_shows_what_a_person_wants_to_see(org: OrgFacts) -> None:
    least = {"*": {"in_app": "warning"}, "campaigns": {"in_app": "off"}}
    insert(org.id, NotificationPreference(org_id=org.id, user_id=org.user_id, least=least))
    tell(org, "sync_completed", Severity.INFO, "a")
    tell(org, "sync_failed", Severity.ERROR, "b")
    tell(org, "campaign_created", Severity.CRITICAL, "c")

    assert [row.in_app for row in heard(org)] == [False, True, False]


def hear(org: OrgFacts, listener: str, **fact: object) -> None:
    payload = {name: str(value) if isinstance(value, UUID) else value for name, value in fact.items()}
    for _ in range(2):
        with work(org.id) as unit:
            listeners.LISTENERS[listener](unit, payload)


def test_a_new_campaign_of_ours_is_told(org: OrgFacts) -> None:
    row = Campaign(org_id=org.id, name="شتاء", total_budget_micros=1, currency="SAR", start_date=NOON.date(),
                   end_date=NOON.date())  # fmt: skip
    insert(org.id, row)

    hear(org, "notify_campaign_status_change", campaign_id=row.id, ad_campaign_id=None)

    assert said(org) == ["Campaign شتاء was created."]


def test_campaigns_that_a_sync_found_are_told_but_not_those_of_the_first_sync(org: OrgFacts) -> None:
    first, later = make_integration(org.id), make_integration(org.id, "google", last_synced_at=clock.now())
    for integration, name, others in ((first, "old", 0), (later, "new", 0), (later, "many", 7)):
        found = make_ad_campaign(org.id, integration, name=name)
        hear(org, "notify_campaign_status_change", campaign_id=None, ad_campaign_id=found, others=others)

    assert [text.rpartition(": ")[2] for text in said(org)] == ["new.", "many, and 7 more."]


def test_a_scheduled_post_is_told_in_the_orgs_time_and_again_when_it_moves(org: OrgFacts) -> None:
    post = SocialPost(org_id=org.id, platform="twitter", status="scheduled", content="…", scheduled_for=NOON)
    insert(org.id, post)
    hear(org, "notify_post_scheduled", post_id=post.id)
    with session(org.id) as writer:
        found = writer.scalars(select(SocialPost).where(SocialPost.org_id == org.id)).one()
        found.scheduled_for = NOON.replace(hour=12)
        writer.commit()
    hear(org, "notify_post_scheduled", post_id=post.id)

    assert [text[-17:] for text in said(org)] == ["2026-11-22 12:00.", "2026-11-22 15:00."]


def test_an_account_that_comes_goes_and_comes_back(org: OrgFacts) -> None:
    integration = make_integration(org.id)
    hear(org, "notify_integration_connected", integration_id=integration)
    hear(org, "notify_integration_disconnected", integration_id=integration)
    assert [alert["kind"] for alert in list_open_alerts(org.id)] == ["integration_disconnected"]
    with session(org.id) as writer:
        writer.get_one(Integration, (org.id, integration)).token_obtained_at = clock.now()
        writer.commit()

    hear(org, "notify_integration_connected", integration_id=integration)

    assert list_open_alerts(org.id) == []
    assert [row.kind for row in heard(org)] == ["integration_connected"] * 2


@pytest.mark.parametrize(
    ("trigger", "broken", "words"),
    [("connect", False, "first figures"), ("manual", True, "syncs again"), ("scheduled", False, None)],
)
def test_a_sync_that_brings_news_is_told(org: OrgFacts, trigger: str, broken: bool, words: str | None) -> None:
    integration = make_integration(org.id)
    run = SyncRun(org_id=org.id, integration_id=integration, data_type=DataType.ALL, trigger=Trigger(trigger))
    insert(org.id, run)
    if broken:
        with work(org.id) as unit:
            raise_alert(unit, "sync_failed", f"sync:{integration}", Severity.ERROR, SAID, campaign="")

    hear(org, "handle_sync_completion", integration_id=integration, run_id=run.id)

    assert [str(words) in text for text in said(org)] == ([True] if words else [])
    assert list_open_alerts(org.id) == []
