"""An organisation with one of everything: for each parameter an id that is there, made anew when used up."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import ColumnElement, func, select, true

from db.kinds import ChannelKind, DeliveryStatus, EntityStatus, PostStatus, ReviewState, Role, RunStatus, Severity
from db.models import (
    Ad,
    AdCampaign,
    AdSet,
    Alert,
    ApiKey,
    Campaign,
    CampaignBatch,
    CampaignTemplate,
    Comment,
    Import,
    Integration,
    Launch,
    Lead,
    Membership,
    Notification,
    NotificationChannel,
    OutboxDelivery,
    OutboxEvent,
    PostMedia,
    Profile,
    RawAnswer,
    SocialPost,
    SyncRun,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
    WebhookSubscription,
)
from db.session import session
from engine import (
    alerts,
    batches,
    campaigns,
    identity,
    imports,
    keys,
    notifications,
    orgs,
    posts,
    subscriptions,
    webhooks,
)
from engine.connectors import PLATFORMS
from engine.connectors.tape import Tape
from engine.connectors.wire import Call
from engine.core import clock
from engine.core.errors import Conflict
from engine.core.exports import Form
from engine.core.work import Actor, Work, job_id, work
from engine.demo import PEGS
from engine.events import CampaignMetricsUpdated
from engine.rates import store_rates
from tests.control import Control
from tests.factories import (
    PASSWORD,
    insert,
    make_ad,
    make_ad_campaign,
    make_day,
    make_integration,
    make_member,
    make_profile,
    make_target,
)
from tests.pictures import picture
from tests.studio import open_studio

MINE = "fuzz"  # the callers' own keys, which are not to be revoked
FIGURES = b"Day,Campaign name,Amount spent\n2026-11-01,Winter,120.50\n2026-11-02,Winter,80\n"
OUTSIDE = "https://93.184.216.34"  # a name would be looked up; nobody is ever asked there
TWENTY = 20
REASON = {"code": "platform_refused", "message": "Saved.", "facts": {}, "detail": ""}


@dataclass(frozen=True)
class Caller:
    """Who asks: keys of the owner's, and a session for what only a person has."""

    keys: tuple[str, ...]
    session: str


@dataclass
class World:
    """The organisation, as `furnish` made it and whoever asks of it uses it up."""

    org_id: UUID
    user_id: UUID
    email: str
    accounts: dict[str, str]  # by platform, connected to the sandbox
    lent: list[str]  # words that open a file for whoever has them
    dozen: int  # so many are made of each thing, and again when there are less than half

    @property
    def actor(self) -> Actor:
        """The owner."""
        return Actor(self.email, self.user_id)

    def callers(self, count: int) -> Caller:
        """Keys and a session, with the widest limits that an organisation can choose."""
        self.widen()
        with work(self.org_id, self.actor) as unit:
            made = [keys.create_key(unit, f"{MINE} {n}", Role.OWNER, maker=Role.OWNER) for n in range(count)]
        return Caller(tuple(made), identity.sign_in(self.email, PASSWORD))

    def widen(self) -> None:
        """Choose those limits, also after somebody chose others."""
        with work(self.org_id, self.actor) as unit:
            orgs.choose_limits(unit, {"api": 1200, "heavy": 120, "ai": 120})

    def fill(self) -> None:
        """Everything there is, once over."""
        for pool in POOLS.values():
            self._fill(pool)

    def draw(self, name: str, *, spare: bool = False) -> str | None:
        """An id that is there, for a parameter or field of that name; None when it is of no kind that we know.

        `spare`: none of those that all the rest hangs on, since it is about to be deleted.
        """
        if name == "word":
            return next(iter(self.lent), None)
        if (pool := POOLS.get(name)) is None:
            return None
        if len(found := self._some(pool)) < self.dozen / 2:
            self._fill(pool)
            found = self._some(pool)
        drawn = next((one for one in found if not spare or str(one) not in self.accounts.values()), None)
        if drawn is None:
            return None
        return job_id(self.org_id, drawn) if name == "job" else str(drawn)

    def message(self) -> dict[str, str]:
        """A message with the subscription that it was for."""
        self.draw("subscriptions/delivery")
        row = self.one(WebhookMessage)
        return {"subscription": str(row.subscription_id), "delivery": str(row.id)}

    def one(self, table: Any, *those: ColumnElement[bool]) -> Any:
        """Any row of theirs of that table."""
        with session(self.org_id) as reader:
            query = select(table).where(table.org_id == self.org_id, *those).order_by(func.random()).limit(1)
            return reader.scalars(query).one()

    def _some(self, pool: "Pool") -> list[UUID]:
        """A dozen ids at random."""
        mine = pool.table.org_id == self.org_id
        query = select(pool.column).where(mine, pool.those).order_by(func.random()).limit(self.dozen)
        with session(self.org_id) as reader:
            return list(reader.scalars(query))

    def _fill(self, pool: "Pool") -> None:
        for n in range(self.dozen):
            with suppress(Conflict):  # as many as there may be
                pool.make(self, n)


ALL = true()
Maker = Callable[[World, int], object]


@dataclass(frozen=True)
class Pool:
    """Where ids of a kind are found, which of them, and how the n-th of another dozen is made."""

    table: Any
    make: Maker
    those: ColumnElement[bool] = ALL
    of: Any = None

    @property
    def column(self) -> Any:
        """The column with the id."""
        return self.of if self.of is not None else self.table.id


def furnish(sandbox: Control, dozen: int) -> World:
    """A new organisation with an account on every platform of the sandbox, and everything else."""
    studio = open_studio(sandbox)
    make_rates()
    accounts = {platform: str(one) for platform, one in studio.accounts.items()}
    world = World(studio.org.id, studio.org.user_id, studio.org.email, accounts, [], dozen)
    world.fill()
    with work(world.org_id, world.actor) as unit:
        lent = posts.lend(unit, [str(world.one(PostMedia).id)])
    world.lent = [address.rpartition("/files/")[2].partition("/")[0] for address in lent]
    make_target(world.org_id, "roas", 3.5, clock.today("Asia/Riyadh").replace(day=1))
    return world


def make_rates() -> None:
    """Rates of the last month, for a euro, as all tests have them: a dollar is 3.75 riyals on every day."""
    dollar = Decimal("1.08")
    rates = {"USD": dollar} | {quote: dollar * peg for quote, peg in PEGS.items()}
    days = [clock.today() - timedelta(days=back) for back in range(30)]
    store_rates(((day, quote, rate) for day in days for quote, rate in rates.items()), source="test")


def order(world: World, n: int = 0) -> dict[str, Any]:
    """A plan that every platform accepts."""
    first = clock.today("Asia/Riyadh") + timedelta(days=3 + n)
    platform = list(world.accounts)[n % len(world.accounts)]
    ad = {
        "platform": platform,
        "integration_id": world.accounts[platform],
        "budget": 2000,
        "targeting": {"countries": ["SA"]},
        "creative": {
            "headline": "Winter sale",
            "body": "Up to half off this week.",
            "url": "https://shop.example/winter",
            "media": ["https://shop.example/winter.jpg"],
        },
    }
    return {
        "name": f"Winter {n}", "total_budget": 2000, "start_date": first.isoformat(),
        "end_date": (first + timedelta(days=13)).isoformat(), "objective": "traffic", "ads": [ad],
    }  # fmt: skip


def _in(world: World, act: Callable[[Work], object]) -> Any:
    with work(world.org_id, world.actor) as unit:
        return act(unit)


def _integration(world: World, n: int) -> None:
    make_integration(world.org_id, list(PLATFORMS)[n % len(PLATFORMS)], last_synced_at=clock.now())


def _profile(world: World, n: int) -> None:
    make_profile(world.org_id, UUID(world.accounts["meta"]), external_id=uuid4().hex[:12])


def _ad_campaign(world: World, n: int) -> None:
    account = UUID(world.accounts["meta"])
    status = [EntityStatus.ACTIVE, EntityStatus.PAUSED][n % 2]
    made = make_ad_campaign(world.org_id, account, status=status, lifetime_budget_micros=10**9)
    make_ad(world.org_id, account, made, ads=2)
    for back in range(3):
        make_day(world.org_id, account, made, clock.today("Asia/Riyadh") - timedelta(days=back))


def _answer(world: World, n: int) -> None:
    tape = Tape()
    tape.add(Call("GET", "https://sandbox.example/campaigns", ""), 200, b'{"data":[]}')
    facts = {"name": uuid4().hex, "fetched_at": clock.now(), "calls": 1, "size": 11, "complete": True}
    insert(world.org_id, RawAnswer(org_id=world.org_id, integration_id=UUID(world.accounts["meta"]),
                                   body=tape.body(), **facts))  # fmt: skip


def _run(world: World, n: int) -> None:
    """Runs that ended, each in its way; one that goes on, of an account that has none yet."""
    status = [RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.SUCCEEDED, RunStatus.RUNNING][n % 4]
    platform = list(PLATFORMS)[n % len(PLATFORMS)]
    account = make_integration(world.org_id, platform) if n % 2 else UUID(world.accounts[platform])
    facts = {"status": status, "plan": [], "heartbeat_at": clock.now(), "started_at": clock.now()}
    row = SyncRun(org_id=world.org_id, integration_id=account, data_type="all", trigger="manual", **facts)
    insert(world.org_id, row)


def _import(world: World, n: int) -> None:
    def bring(unit: Work) -> None:
        row = imports.upload(unit, f"figures-{n}.csv", FIGURES + b"\n" * n, {"platform": "meta"})
        account = {"name": f"Shop {n}", "currency": "SAR", "timezone": "Asia/Riyadh"}
        imports.adjust(unit, row.id, {"account": account, "decimal": "."})

    _in(world, bring)


def _batch(world: World, n: int) -> None:
    content = batches.sample_file(world.org_id, Form.CSV).body
    _in(world, lambda unit: batches.upload(unit, f"plan-{n}.csv", content))


def _template(world: World, n: int) -> None:
    name, plan = f"Winter {uuid4().hex[:8]}", order(world, n)
    _in(world, lambda unit: campaigns.save_template(unit, name, "Every January", plan))


def _campaign(world: World, n: int) -> None:
    _in(world, lambda unit: campaigns.create_campaign(unit, order(world, n)))


def _endpoint(world: World, _n: int) -> None:
    with session(world.org_id) as reader:
        mine = WebhookEndpoint.org_id == world.org_id
        there = set(reader.scalars(select(WebhookEndpoint.platform).where(mine, WebhookEndpoint.is_active)))
    for platform in PLATFORMS:
        if platform not in there:
            _in(world, partial(webhooks.create_endpoint, platform=platform))


def _told(world: World, n: int) -> None:
    """A delivery of a platform's, the comment and the lead that it told of."""
    org_id, account, name = world.org_id, UUID(world.accounts["meta"]), uuid4().hex
    facts = {"comment_id": name, "post_id": "p1", "author": "Lena", "text": "متى؟"}
    told = {"kind": "comment", "owner": "account", "owner_id": "1", "facts": facts, "occurred_at": None,
            "integration_id": str(account)}  # fmt: skip
    common: dict[str, Any] = {"org_id": org_id, "integration_id": account, "platform": "meta"}
    insert(
        org_id,
        WebhookDelivery(**common, delivery_key=name, kind="comment", body=orjson.dumps([told]),
                        status=["done", "failed", "ignored", "received"][n % 4]),
        Lead(**common, external_id=name, form_name="عرض", fields={"email": "l@example.com"},
             submitted_at=clock.now()),
        Comment(**common, external_id=name, author="Lena", text="متى؟", written_at=clock.now()),
    )  # fmt: skip


def _subscription(world: World, n: int) -> None:
    """A subscription; an organisation has no more than twenty."""
    with session(world.org_id) as reader:
        mine = WebhookSubscription.org_id == world.org_id
        count = reader.scalar(select(func.count()).select_from(WebhookSubscription).where(mine)) or 0
    if count < TWENTY - 4:
        url = f"{OUTSIDE}/hooks/{n}"
        _in(world, lambda unit: subscriptions.subscribe(unit, url, ["PostPublished", "CampaignMetricsUpdated"]))


def _message(world: World, n: int) -> None:
    world.draw("subscription")
    row = world.one(WebhookSubscription)
    message = _in(world, lambda unit: subscriptions.ping(unit, row.id))
    with session(world.org_id) as writer:
        found = writer.get_one(WebhookMessage, (world.org_id, message))
        found.status = ["failed", "delivered", "waiting"][n % 3]
        writer.commit()


def _alert(world: World, _n: int) -> None:
    _in(world, lambda unit: alerts.raise_alert(unit, "sync_failed", uuid4().hex, Severity.ERROR, "Saved."))


def _notification(world: World, _n: int) -> None:
    def tell(unit: Work) -> None:
        key = uuid4().hex
        notifications.announce(unit, "announcement", Severity.INFO, "Saved.", key=key, only=world.user_id)

    _in(world, tell)


def _channel(world: World, n: int) -> None:
    notifications.add_channel(world.org_id, world.actor, ChannelKind.WEBHOOK, f"{OUTSIDE}/{n}")


def _media(world: World, _n: int) -> None:
    colour = f"#{uuid4().hex[:6]}"
    _in(world, lambda unit: posts.keep_file(unit, "winter.jpg", picture(colour=colour)))


def _post(world: World, n: int) -> None:
    """Posts of each state in turn: drafts, one of them before its approval, failed, planned, published."""
    profile = world.one(
        Profile, Profile.platform == "meta", Profile.kind == "facebook_page", Profile.is_active.is_(True)
    )
    content = posts.Content(f"Winter has come {uuid4().hex[:6]}", (), profiles=(profile.id,))
    [post_id] = _in(world, lambda unit: [row.id for row in posts.create_posts(unit, content)])
    states: list[dict[str, Any]] = [
        {},
        {"review": ReviewState.WAITING},
        {"status": PostStatus.FAILED, "error": REASON},
        {"status": PostStatus.SCHEDULED, "scheduled_for": clock.now() + timedelta(days=2)},
        {"status": PostStatus.PUBLISHED, "published_at": clock.now(), "external_id": uuid4().hex},
    ]
    with session(world.org_id) as writer:
        mine = SocialPost.org_id == world.org_id
        row = writer.scalars(select(SocialPost).where(mine, SocialPost.id == post_id)).one()
        for name, value in states[n % len(states)].items():
            setattr(row, name, value)
        writer.commit()


def _event(world: World, _n: int) -> None:
    fact = CampaignMetricsUpdated(integration_id=UUID(world.accounts["meta"]))
    _in(world, lambda unit: unit.emit(fact))


def _dead(world: World, _n: int, event_id: UUID | None = None) -> None:
    target, queue = ("engine.listeners.unknown", "events") if event_id else ("jobs.cache.warm", "default")
    insert(world.org_id, OutboxDelivery(org_id=world.org_id, event_id=event_id, target=target, args=[],
                                        queue=queue, run_at=clock.now(), finished_at=clock.now(), attempts=3,
                                        status=DeliveryStatus.DEAD, reason=REASON))  # fmt: skip


def _dead_letter(world: World, n: int) -> None:
    _dead(world, n, world.one(OutboxEvent).id)


def _key(world: World, n: int) -> None:
    _in(world, lambda unit: keys.create_key(unit, f"reports {n}", Role.VIEWER, maker=Role.OWNER))


def _member(world: World, n: int) -> None:
    make_member(world.org_id, [Role.VIEWER, Role.ANALYST, Role.MARKETER][n % 3])


_DEAD = OutboxDelivery.status == DeliveryStatus.DEAD
_PAGES = (Profile.kind == "facebook_page") & Profile.is_active.is_(True)
POOLS: dict[str, Pool] = {
    "member": Pool(Membership, _member, Membership.role != Role.OWNER, of=Membership.user_id),
    "integration": Pool(Integration, _integration),
    "profile": Pool(Profile, _profile, _PAGES),
    "ad_campaign": Pool(AdCampaign, _ad_campaign, AdCampaign.campaign_id.is_(None)),
    "ad_set": Pool(AdSet, _ad_campaign),
    "ad": Pool(Ad, _ad_campaign),
    "key": Pool(ApiKey, _key, ~ApiKey.name.startswith(MINE) & ApiKey.revoked_at.is_(None)),
    "answer_id": Pool(RawAnswer, _answer),
    "import_id": Pool(Import, _import),
    "run": Pool(SyncRun, _run),
    "batch": Pool(CampaignBatch, _batch),
    "template": Pool(CampaignTemplate, _template),
    "campaign": Pool(Campaign, _campaign),
    "launch": Pool(Launch, _campaign),
    "endpoint": Pool(WebhookEndpoint, _endpoint, WebhookEndpoint.is_active.is_(True)),
    "webhooks/delivery": Pool(WebhookDelivery, _told),
    "subscription": Pool(WebhookSubscription, _subscription),
    "subscriptions/delivery": Pool(WebhookMessage, _message),
    "alert": Pool(Alert, _alert),
    "notification": Pool(Notification, _notification),
    "channel": Pool(NotificationChannel, _channel),
    "media": Pool(PostMedia, _media),
    "post": Pool(SocialPost, _post, SocialPost.deleted_at.is_(None)),
    "event": Pool(OutboxEvent, _event),
    "events/delivery": Pool(OutboxDelivery, _dead_letter, _DEAD & OutboxDelivery.event_id.is_not(None)),
    "job": Pool(OutboxDelivery, _dead, _DEAD & OutboxDelivery.event_id.is_(None)),
}
