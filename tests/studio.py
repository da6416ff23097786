"""An org with an account and a page on every platform of the sandbox, and campaigns to ask for there."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.kinds import Level
from db.models import Campaign, Launch, LaunchStep
from db.session import session
from engine import campaigns
from engine.connectors import PLATFORMS, connector
from engine.connectors.base import EntityRow
from engine.core import clock, locks
from engine.core.errors import PlatformBusy
from engine.core.store import redis
from engine.core.work import work
from engine.integrations import account, connect
from engine.profiles import connect_profiles
from tests.accounts import REDIRECT
from tests.control import Control
from tests.factories import OrgFacts, make_org
from tests.waiting import eventually
from tests.working import work_off

HALF_MINUTE, TRIES = 40, 8
PICTURE = "https://media.example/winter.jpg"


@dataclass(frozen=True)
class Studio:
    """Who plans campaigns, and what really is on the platforms."""

    org: OrgFacts
    sandbox: Control
    accounts: dict[str, UUID]

    def order(self, *platforms: str, **more: Any) -> dict[str, Any]:
        """A request that every platform accepts; on all six when none is named."""
        first = clock.today("Asia/Riyadh") + timedelta(days=2)
        chosen = platforms or PLATFORMS
        plan = {
            "name": "تخفيضات الشتاء Winter",
            "total_budget": 2000 * len(chosen),
            "start_date": first.isoformat(),
            "end_date": (first + timedelta(days=13)).isoformat(),
            "objective": "traffic",
            "ads": [self.ad(platform) for platform in chosen],
        }
        return plan | more

    def ad(self, platform: str, **more: Any) -> dict[str, Any]:
        """One platform's part."""
        creative = {
            "headline": "Winter sale",
            "body": "Up to half off this week. Free delivery.",
            "url": "https://shop.example/winter",
            "media": [PICTURE],
        }
        return {
            "platform": platform,
            "budget": 2000,
            "targeting": {"countries": ["SA"]},
            "creative": creative,
        } | more

    def create(self, *platforms: str, **more: Any) -> UUID:
        """A campaign that is asked for and not yet made."""
        with work(self.org.id) as unit:
            return campaigns.create_campaign(unit, self.order(*platforms, **more))

    def made(self, *platforms: str, **more: Any) -> UUID:
        """A campaign that the workers have made."""
        campaign_id = self.create(*platforms, **more)
        work_off()
        self.settle(campaign_id)
        return campaign_id

    def settle(self, campaign_id: UUID) -> None:
        """Let half minutes pass until nothing more happens: a busy sandbox throttles, as platforms do."""
        for times in range(1, TRIES):
            if self.progress(campaign_id)["finished"]:
                return
            redis().flushall()
            with clock.stopped_at(self.later(HALF_MINUTE * times)):
                for part in self.parts(campaign_id):
                    campaigns.advance(self.org.id, UUID(part["launch_id"]))
            redis().flushall()  # the gates of a future that was only pretended

    def pass_time(self, campaign_id: UUID, seconds: float = HALF_MINUTE) -> None:
        """Let so much time have passed for every part that nobody is at; the sweeper then has workers go on."""
        with session(self.org.id) as writer:
            for launch in writer.scalars(select(Launch).where(Launch.campaign_id == campaign_id, ~Launch.met)):
                with locks.held(f"launch:{launch.id}") as free:
                    if free:
                        launch.due_at -= timedelta(seconds=seconds)
                        for step in writer.scalars(select(LaunchStep).where(LaunchStep.launch_id == launch.id)):
                            step.intended_at -= timedelta(seconds=seconds)
            writer.commit()
        campaigns.take_up()

    def row(self, campaign_id: UUID) -> Campaign:
        """The campaign as it stands here."""
        with session(self.org.id) as reader:
            return reader.get_one(Campaign, (self.org.id, campaign_id))

    def parts(self, campaign_id: UUID) -> list[dict[str, Any]]:
        """Its platforms' parts as they are answered."""
        found: list[dict[str, Any]] = campaigns.campaign_details(self.org.id, campaign_id)["ad_campaigns"]
        return found

    def progress(self, campaign_id: UUID) -> dict[str, Any]:
        """How its making went."""
        return campaigns.campaign_progress(self.org.id, campaign_id)

    def there(self, platform: str, word: str = "[") -> dict[Level, list[EntityRow]]:
        """What the platform itself lists of ours: campaigns by name, with all that stands below them."""
        return eventually(lambda: self._listed(platform, word), timeout_s=60) or {}

    def _listed(self, platform: str, word: str) -> dict[Level, list[EntityRow]] | None:
        """The listing, None while the platform throttles us."""
        called = account(self.org.id, self.accounts[platform])
        found: dict[Level, list[EntityRow]] = {level: [] for level in Level}
        ours: set[str | None] = set()
        try:
            for row in connector(platform).fetch_entities(called):
                if (row.level is Level.CAMPAIGN and word in row.name) or row.parent_id in ours:
                    ours.add(row.external_id)
                    found[row.level].append(row)
        except PlatformBusy:
            return None
        return found

    def later(self, seconds: float) -> datetime:
        """A moment so long from now."""
        return clock.now() + timedelta(seconds=seconds)


def open_studio(sandbox: Control, *platforms: str, currency: str = "SAR", **org: Any) -> Studio:
    """A new org with its first account in that currency, and its pages, on each of these platforms."""
    sandbox.post("/clock", now=datetime.now(UTC).isoformat())
    facts = make_org(**org)
    accounts = {}
    for platform in platforms or PLATFORMS:
        speaker = connector(platform)
        code = sandbox.post("/grants", platform=platform, redirect_uri=REDIRECT)["code"]
        tokens = speaker.exchange_code(code, REDIRECT, "")
        found = next(
            row for row in speaker.fetch_accounts(tokens.access) if row.active and row.currency == currency
        )
        with work(facts.id) as unit:
            row = connect(unit, platform, tokens, found)
            connect_profiles(unit, row, speaker.fetch_profiles(tokens.access))
        accounts[platform] = row.id
    return Studio(facts, sandbox, accounts)
