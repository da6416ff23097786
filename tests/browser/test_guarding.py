"""The whole story of a budget that runs out, as somebody with the dashboard open lives it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from db.kinds import ChannelKind, DataType, EntityStatus, Role, Trigger
from db.models import AdCampaign, MetricRollup
from db.session import session
from engine import identity, syncs
from engine.core.work import Actor, work
from engine.events import CampaignMetricsUpdated
from engine.notifications.channels import add_channel
from settings import settings
from tests.accounts import Connected
from tests.browser.tabs import browsing, new_tab
from tests.control import Control
from tests.engine.notifications.conftest import configure
from tests.engine.notifications.servers import MailServer, mail_server
from tests.factories import PASSWORD, make_member
from tests.spending import listed, on_platform, stored, used
from tests.waiting import eventually
from tests.working import worker_process

SHARES = {80: 0.84, 90: 0.93, 100: 1.02}  # where each step brings it


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with mail_server() as server:
        configure(monkeypatch, SMTP__HOST="127.0.0.1", SMTP__PORT=str(server.port), SMTP__TLS="none")
        yield server
    settings.cache_clear()


@pytest.fixture
def account(database: object, redis: object, sandbox: Control) -> Connected:
    return listed(sandbox, "meta")


def charge(account: Connected, campaign_id: UUID, share: float) -> None:
    """The platform charges more for yesterday, so that so much of the budget is spent in all; a sync brings it."""
    yesterday = account.today() - timedelta(days=1)
    budget = stored(account, campaign_id).lifetime_budget_micros or 0
    with session(account.org_id) as reader:
        spent = {
            row.date: row.spend_micros
            for row in reader.scalars(
                select(MetricRollup).where(
                    MetricRollup.ad_campaign_id == campaign_id, MetricRollup.date >= yesterday
                )
            )
        }
    factor = (share * budget - (sum(spent.values()) - spent[yesterday])) / spent[yesterday]
    facts = {"account": account.external_id, "date": yesterday.isoformat(), "factor": factor}
    account.sandbox.post("/restate", platform="meta", **facts)
    with work(account.org_id) as unit:
        syncs.request(unit, account.integration_id, DataType.METRICS, Trigger.MANUAL)


def raise_budget(account: Connected, campaign_id: UUID) -> None:
    """Twice as much, as the next sync brings it."""
    budget = stored(account, campaign_id).lifetime_budget_micros or 0
    account.update(AdCampaign, campaign_id, lifetime_budget_micros=2 * budget)
    figures_come(account)


def end_in(account: Connected, campaign_id: UUID, *, days: int) -> None:
    """It is to run on for so long, on what is left of its budget."""
    account.update(AdCampaign, campaign_id, ends_at=datetime.now(UTC) + timedelta(days=days))
    figures_come(account)


def figures_come(account: Connected) -> None:
    with work(account.org_id) as unit:
        unit.emit(CampaignMetricsUpdated(integration_id=account.integration_id))


def test_a_budget_runs_out_before_the_eyes_of_whoever_looks(
    chromium: Browser, web: str, account: Connected, mail: MailServer, tmp_path: Path
) -> None:
    address = make_member(account.org_id, Role.OWNER)
    token = identity.sign_in(address, PASSWORD)
    person = identity.current(token)
    assert person
    add_channel(account.org_id, Actor(address, person.user_id), ChannelKind.EMAIL, address)
    campaign_id = used(account, 0.7, days=1)
    name = stored(account, campaign_id).name

    with browsing(chromium, web, token=token) as context, worker_process(tmp_path / "worker.log"):
        tab = new_tab(context, web)
        tab.open("/")
        tab.page.evaluate("window.untouched = true")
        alerts = tab.page.locator(".alerts li").filter(has_text=name)
        for threshold, share in SHARES.items():
            charge(account, campaign_id, share)
            words = "used up its budget" if threshold == 100 else f"spent {share:.0%} of its budget"
            expect(alerts.filter(has_text=words)).to_have_count(1, timeout=60_000)

        eventually(lambda: stored(account, campaign_id).status == EntityStatus.PAUSED, timeout_s=60)
        assert on_platform(account, campaign_id) is EntityStatus.PAUSED
        eventually(lambda: any("used up its budget" in one for one in texts(mail)), timeout_s=60)
        assert tab.page.evaluate("window.untouched")  # nothing was loaded again

        alert = alerts.filter(has_text="used up its budget")
        tab.open(alert.get_by_role("link").get_attribute("href") or "")
        row = tab.page.locator("[class*=st-key-card-budgets] tbody tr[aria-current]")
        expect(row).to_contain_text(name)
        expect(row).to_contain_text("paused by us")

        raise_budget(account, campaign_id)
        row.get_by_role("button", name="Resume").click(timeout=60_000)
        eventually(lambda: stored(account, campaign_id).status == EntityStatus.ACTIVE, timeout_s=60)
        assert on_platform(account, campaign_id) is EntityStatus.ACTIVE
        expect(row).not_to_contain_text("paused by us", timeout=60_000)

        tab.open("/")
        end_in(account, campaign_id, days=60)
        expect(alerts.filter(has_text="will have spent")).to_have_count(1, timeout=60_000)
        tab.open("/events")
        story = tab.page.locator("[class*=st-key-card-events] tbody tr").filter(
            has_text="Budget threshold reached"
        )
        expect(story).to_have_count(len(SHARES))


def texts(mail: MailServer) -> list[str]:
    bodies = [(one["Subject"], one.get_body(("plain", "html"))) for one in mail.mails]
    return [f"{subject} {body.get_content()}" for subject, body in bodies if body]
