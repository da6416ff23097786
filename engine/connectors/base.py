"""What every connector speaks in: one platform's data on one side of it, these shapes on the other.

Money is integer micros of the account's currency; dates are the account's local calendar dates;
`None` means that the platform does not report the figure, which is not zero.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from db.kinds import EntityStatus, Level, Objective
from engine.connectors.content import LeadRow, Post, PostRow, Profile, ProfileRow, Published
from engine.connectors.launches import Created, Launch, Limits
from engine.connectors.notices import Delivery, Greeting, Notice, Secrets
from engine.connectors.posting import PostRules
from engine.connectors.subscriptions import Subscribed
from engine.core.periods import Days


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform, as data.

    All addresses are the real ones; the sandbox plays them under `/<slug>`, path for path.
    `restates_days`: how far back its figures still change, so how far every sync reaches back.
    `window_days`: the longest span one metrics request should ask for.
    `calls_per_s` and `burst`: how fast all our workers together may call for one ad account.
    """

    slug: str
    name: str
    base_url: str
    version: str
    restates_days: int
    window_days: int
    calls_per_s: float
    burst: int
    authorize_url: str
    token_url: str
    scopes: tuple[str, ...]
    refreshes: bool  # whether tokens are refreshed with a refresh token
    organic: bool  # whether it publishes posts
    attribution: str  # a sentence for the screen: what a conversion means here
    video_view: str  # a sentence for the screen: what a video view means here
    app_calls_per_s: float = 0  # for all ad accounts together, where the app has one budget; 0: it has none
    app_burst: int = 0
    sunset: date | None = None  # when this version of its API stops answering; None: no end is announced
    profile_scopes: tuple[str, ...] = ()  # what a profile's own consent asks for, where it takes one to publish
    exchange_days: int = 0  # a living token is traded for a longer one with this many days left; 0: it cannot be


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in yields; `expires_at` None means it does not expire.

    `consent_ends_at`: when refreshing ends, too, and a person has to be asked again; None: it is not known to.
    """

    access: str = field(repr=False)
    refresh: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()
    consent_ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One ad account we may call, with the token to call it."""

    platform: str
    external_id: str
    currency: str
    timezone: str
    token: str = field(repr=False)
    login_id: str = ""  # Google: the manager account the call goes through


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An ad account that a token can reach."""

    external_id: str
    name: str
    currency: str
    timezone: str
    active: bool
    login_id: str = ""


@dataclass(frozen=True, slots=True)
class EntityRow:
    """A campaign, ad set or ad as its platform describes it now; budgets in micros, one of them or none."""

    level: Level
    external_id: str
    parent_id: str | None  # the ad set's campaign, the ad's ad set
    name: str
    status: EntityStatus
    delivery: str = ""  # the platform's own word for why it does or does not run
    objective: Objective | None = None
    daily_budget_micros: int | None = None
    lifetime_budget_micros: int | None = None
    bid_micros: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    extra: dict[str, Any] = field(default_factory=dict)  # what a later change needs, e.g. Google's budget resource


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One entity, one account-local day."""

    level: Level
    external_id: str
    campaign_id: str
    date: date
    impressions: int
    clicks: int
    spend_micros: int
    conversions: Decimal | None
    conversion_value_micros: int | None
    reach: int | None
    video_views: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One change to one entity; exactly the given fields change; days are account-local, `ends_on` inclusive."""

    level: Level
    external_id: str
    status: EntityStatus | None = None
    daily_budget_micros: int | None = None
    lifetime_budget_micros: int | None = None
    bid_micros: int | None = None
    name: str | None = None  # of a campaign; whether anything below it can be renamed differs
    starts_on: date | None = None
    ends_on: date | None = None
    extra: dict[str, Any] = field(default_factory=dict)


class Consent(Protocol):
    """How the owner of a profile lets us speak for it, where the grant for ads does not."""

    def authorize_url(self, redirect_uri: str, state: str) -> str:
        """Where to send the owner; what comes back is called `code`."""

    def exchange(self, code: str, redirect_uri: str) -> tuple[ProfileRow, Tokens]:
        """Trade the code for the profile that it is about, and its tokens."""

    def refresh(self, tokens: Tokens) -> Tokens:
        """Fresh tokens; raises SignedOut when only the owner can help."""

    def revoke(self, token: str) -> None:
        """Give the consent back."""


class Connector(Protocol):
    """A platform's module: data first, then these verbs.

    `own_consent`: how a profile consents by itself; None where the grant for ads speaks for profiles, too.
    """

    PLATFORM: Platform
    POSTING: Mapping[str, PostRules]  # by kind of profile; empty where nothing is published
    own_consent: Consent | None
    LIMITS: Limits

    def authorize_url(self, redirect_uri: str, state: str, challenge: str) -> str:
        """Where to send a person who wants to connect an account."""

    def code_of(self, returned: Mapping[str, str]) -> str | None:
        """The code in what the platform sent the person back with; None when they declined."""

    def exchange_code(self, code: str, redirect_uri: str, verifier: str) -> Tokens:
        """Trade the code that came back for tokens."""

    def refresh(self, tokens: Tokens) -> Tokens:
        """Fresh tokens; raises SignedOut when only the person can help."""

    def revoke(self, token: str) -> None:
        """Give the grant back."""

    def fetch_accounts(self, token: str) -> list[AccountRow]:
        """The ad accounts this token can reach."""

    def fetch_entities(self, account: Account) -> Iterator[EntityRow]:
        """Every campaign, then every ad set, then every ad, archived ones included."""

    def fetch_level(
        self, account: Account, level: Level, *, ids: Sequence[str] = (), parent_id: str | None = None
    ) -> Iterator[EntityRow]:
        """All of one level, or those of these ids, or those below that campaign or ad set; as in `fetch_entities`.

        What is not there is left out. At most 20 ids, the fewest that every platform takes.
        """

    def fetch_metrics(self, account: Account, days: Days, level: Level) -> Iterator[MetricRow]:
        """One row per entity and day with delivery; TooMuchData when fewer days have to be asked."""

    def apply_change(self, account: Account, change: Change) -> None:
        """Change one entity; PlatformBusy with the fact `unconfirmed` when nobody knows whether it took effect."""

    def check_launch(self, account: Account, launch: Launch) -> None:
        """Nothing when the whole plan may be asked for; Refused naming a field that stands against it. No call."""

    def create(self, account: Account, launch: Launch, level: Level, parent_id: str | None) -> Created:
        """Create one level of a launch, paused; Refused names the field, `unconfirmed` is as for a change.

        `parent_id`: the ad set's campaign, the ad's ad set.
        """

    def fetch_profiles(self, token: str) -> list[ProfileRow]:
        """The pages and profiles this token can speak for; none where the platform publishes nothing."""

    def publish(self, profile: Profile, post: Post) -> Published:
        """Publish now; Refused where that is not offered, `unconfirmed` as for a change."""

    def fetch_posts(self, profile: Profile, since: datetime) -> Iterator[PostRow]:
        """What was published since then, the newest first, with its engagement as it is now."""

    def list_posts(self, profile: Profile, since: datetime) -> Iterator[PostRow]:
        """The same in as few calls as there are: without what would have to be asked for post by post."""

    def fetch_lead(self, token: str, lead_id: str) -> LeadRow:
        """A lead that a notice only named; the token is its page's, or the account's where there is no page."""

    def subscribe(self, owner: Account | Profile, callback: str) -> Subscribed:
        """Ask the platform to tell us at that address what happens there; asking twice is asking once.

        Where it cannot be asked, the answer says why. Refused names what is missing.
        """

    def unsubscribe(self, owner: Account | Profile, kept: Subscribed) -> None:
        """Undo it; what is gone already is no error."""

    def greet(self, delivery: Delivery, secrets: Secrets) -> Greeting | None:
        """The answer to a handshake; None when it is none. Forged when it is, and the token is not ours."""

    def verify(self, delivery: Delivery, secrets: Secrets) -> None:
        """Nothing when one of the secrets signed these very bytes, in constant time; Forged otherwise."""

    def read_webhook(self, body: Any) -> list[Notice]:
        """Every entry of a verified, parsed body; what we do not know is `other`, never an error."""
