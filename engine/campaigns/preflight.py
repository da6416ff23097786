"""Everything that can be known to stand against a campaign before anything is written, or any platform asked.

All of it is told at once, by field. What only a platform can tell (a pixel, a page's rights) is found out while
the campaign is made, with everything paused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from babel.core import get_global
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.kinds import Objective
from db.models import Org, Profile
from db.session import tenant
from engine.campaigns import texts
from engine.campaigns.accounts import Home, choose, list_homes, list_profiles
from engine.campaigns.fields import Faults, coin_micros
from engine.campaigns.markers import marked, new_marker
from engine.campaigns.minimums import Least
from engine.campaigns.orders import USUAL_OBJECTIVE, Ad, Order
from engine.campaigns.utm import tagged
from engine.connectors import connector
from engine.connectors.launches import Creative, Launch
from engine.connectors.posting import Shown
from engine.core import clock
from engine.core.errors import Refused
from engine.core.i18n import N_, t
from engine.core.money import major
from engine.posts import addressed, files_known, flaws_of

USUAL_COUNTRY = "SA"
_FIELDS = {  # a connector's name of a field → where it stands in a request
    "name": "name", "objective": "objective", "profile_id": "profile_id", "daily_budget_micros": "budget",
    "lifetime_budget_micros": "budget", "headline": "creative.headline", "body": "creative.body",
    "url": "creative.url", "media": "creative.media", "countries": "targeting.countries",
    "keywords": "targeting.keywords",
}  # fmt: skip

OTHER_MONEY = N_("This account pays in {theirs}, the campaign is planned in {ours}. Plan them as two campaigns.")
NOT_FOR = N_("{platform} has no campaigns for this goal here. Choose one of: {known}.")
NOT_COINS = N_("{currency} has no smaller coin. Give a whole amount.")
NO_PROFILE = N_("Ads on {platform} speak for a page or organisation. Connect one with the account first.")
NOT_A_PROFILE = N_("This is no page or profile that ads on {platform} can speak for.")
SUM = N_("The budgets of the platforms add up to {sum}, more than the total of {total}.")
END = N_("The last day has to come after the first.")
PAST = N_("This day is over. Choose today or a later one.")
COUNTRY = N_("“{country}” is no country. Give two letters, such as SA.")
POLITICAL = N_("Political advertising is declared to {platform} by its own ad manager. Create it there.")
SPECIAL_ELSEWHERE = N_("{platform} takes this declaration in its own ad manager only. Create this part there.")
NO_KEYWORDS = N_("Without keywords nobody sees a search ad. Add what people search for.")
OTHER = N_("{platform} would not accept what was entered. ({detail})")
NOTHING_TO_SWITCH_ON = N_("There is nothing to switch on: the campaign has no platform.")


@dataclass(frozen=True, slots=True)
class Placed:
    """One platform's part that can be asked for: its account, and the plan as its connector takes it."""

    integration_id: UUID
    platform: str
    currency: str
    marker: str
    launch: Launch


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands against an order, what only deserves a thought, and the parts that can be asked for."""

    faults: Faults
    warnings: Faults
    currency: str
    placed: tuple[Placed, ...]


def judge(session: Session, order: Order, faults: Faults) -> Verdict:
    """Everything wrong with an order; `faults` are those that were found while it was read."""
    order = tagged(session, order, faults)
    org = session.get_one(Org, tenant(session))
    _check_dates(order, clock.today(org.timezone), faults)
    homes = list_homes(session)
    chosen = [choose(homes, ad, f"ads.{place}", faults) for place, ad in enumerate(order.ads)]
    currency = order.currency or next((home.owner.currency for home in chosen if home), org.currency)
    least = Least(session, {home.owner.currency for home in chosen if home})
    profiles = list_profiles(session)
    files = files_known.question(session, (each for ad in order.ads for each in ad.creative.media))
    warnings, placed = Faults(), []
    for place, (ad, home) in enumerate(zip(order.ads, chosen, strict=True)):
        part = _Part(order, ad, f"ads.{place}", files, faults, warnings)
        part.check_money(home, currency, least)
        part.check_words()
        profile = part.profile(home, profiles)
        if home and (found := part.placed(home, profile)):
            placed.append(found)
    _check_sum(order, currency, faults)
    for place, post in enumerate(order.posts):
        for field, said in flaws_of(session, post).items():
            faults[f"content.posts.{place}.{field}"] = said
    if order.activate and not order.ads:
        faults.note("activate", NOTHING_TO_SWITCH_ON)
    return Verdict(faults, warnings, currency, tuple(placed))


def _check_dates(order: Order, today: date, faults: Faults) -> None:
    if order.starts_on and order.starts_on < today:
        faults.note("start_date", PAST)
    if order.ends_on and order.ends_on < today:
        faults.note("end_date", PAST)
    if order.starts_on and order.ends_on and order.ends_on <= order.starts_on:
        faults.note("end_date", END)


def _check_sum(order: Order, currency: str, faults: Faults) -> None:
    asked = [ad.budget_micros for ad in order.ads if ad.budget_micros]
    if order.total_micros is not None and sum(asked) > order.total_micros:
        faults.note(
            "ads", SUM, sum=f"{major(sum(asked))} {currency}", total=f"{major(order.total_micros)} {currency}"
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """One ad of an order under examination."""

    order: Order
    ad: Ad
    at: str
    files: Mapping[str, Shown]
    faults: Faults
    warnings: Faults

    @property
    def days(self) -> int:
        """How many days the money is for, one at least."""
        order = self.order
        return max((order.ends_on - order.starts_on).days + 1, 1) if order.starts_on and order.ends_on else 1

    @property
    def objective(self) -> Objective:
        """What the ad is for: its own goal, the campaign's, or the usual one."""
        return self.ad.objective or self.order.objective or USUAL_OBJECTIVE

    def note(self, field: str, sentence: str, **facts: Any) -> None:
        """Something is wrong with a field of this ad."""
        self.faults.note(f"{self.at}.{field}", sentence, **facts)

    def check_money(self, home: Home | None, currency: str, least: Least) -> None:
        """The account's currency, its smallest coin, and the least that the platform takes."""
        budget = self.ad.budget_micros
        if home is None or budget is None:
            return
        theirs, platform = home.owner.currency, home.row.platform
        if theirs != currency:
            self.note("budget", OTHER_MONEY, theirs=theirs, ours=currency)
        elif budget % coin_micros(theirs):
            self.note("budget", NOT_COINS, currency=theirs)
        elif said := least.against(platform, theirs, budget, self.days):
            self.note("budget", said[0], **said[1])

    def check_words(self) -> None:
        """Goal, texts, files, places and declarations, by what the platform says of itself."""
        if self.ad.platform is None:
            return
        speaker = connector(self.ad.platform)
        limits, name = speaker.LIMITS, speaker.PLATFORM.name
        if self.objective not in limits.objectives:
            known = ", ".join(each for each in Objective if each in limits.objectives)
            self.note("objective", NOT_FOR, platform=name, known=known)
        texts.check_creative(self.ad.creative, limits, name, f"{self.at}.creative", self.faults)
        media = self.ad.creative.media
        texts.check_media(media, self.files, limits, name, f"{self.at}.creative.media", self.faults)
        texts.check_name(self.ad.name or self.order.name or "", limits, name, f"{self.at}.name", self.faults)
        for country in self.ad.countries:
            if country not in COUNTRIES:
                self.note("targeting.countries", COUNTRY, country=country)
        if self.order.political:
            self.faults.note("political", POLITICAL, platform=name)
        if self.order.special and not limits.special_categories:
            self.faults.note("special_categories", SPECIAL_ELSEWHERE, platform=name)
        if media and not limits.files:
            self.warnings.note(f"{self.at}.creative.media", texts.WORDS_ALONE, platform=name)
        if limits.wants_keywords and not self.ad.keywords:
            self.warnings.note(f"{self.at}.targeting.keywords", NO_KEYWORDS)

    def profile(self, home: Home | None, profiles: list[Profile]) -> Profile | None:
        """Whom the ad speaks for: who was named, else the account's first, else one of the same platform."""
        if self.ad.platform is None:
            return None
        speaker = connector(self.ad.platform)
        limits, name = speaker.LIMITS, speaker.PLATFORM.name
        fit = [row for row in profiles if row.platform == self.ad.platform and row.kind in limits.profile_kinds]
        if self.ad.profile_id:
            fit = [row for row in fit if row.id == self.ad.profile_id]
            if not fit:
                self.note("profile_id", NOT_A_PROFILE, platform=name)
        elif not limits.needs_profile:
            return None
        elif not fit:
            self.note("profile_id", NO_PROFILE, platform=name)
        own = [row for row in fit if home and row.integration_id == home.row.id]
        return next(iter(own or fit), None)

    def placed(self, home: Home, profile: Profile | None) -> Placed | None:
        """The plan for the connector, if all its parts could be read; its own check has the last word."""
        order, ad, marker = self.order, self.ad, new_marker()
        if not (order.starts_on and order.ends_on and ad.budget_micros and (ad.name or order.name)):
            return None
        speaker = connector(home.row.platform)
        plan = Launch(
            key=uuid7(),
            name=marked(ad.name or order.name or "", marker, speaker.LIMITS),
            objective=self.objective,
            starts_on=order.starts_on,
            ends_on=order.ends_on,
            creative=ad.creative,
            lifetime_budget_micros=ad.budget_micros,
            countries=ad.countries or (_country(home.owner.timezone),),
            keywords=ad.keywords,
            profile_id=profile.external_id if profile else "",
            special_categories=order.special if speaker.LIMITS.special_categories else (),
        )
        self._ask(home, plan)
        return Placed(home.row.id, home.row.platform, home.owner.currency, marker, plan)

    def _ask(self, home: Home, plan: Launch) -> None:
        """Note what the connector has against the plan, unless the field has been noted already."""
        speaker = connector(home.row.platform)
        if any(field.startswith(f"{self.at}.") for field in self.faults) or self.faults.keys() & _SHARED:
            return
        try:
            speaker.check_launch(home.account, replace(plan, creative=self._addressed(home)))
        except Refused as no:
            field = _FIELDS.get(str(no.facts.get("field")))
            sentence = t(OTHER, platform=speaker.PLATFORM.name, detail=no.detail)
            self.faults.setdefault(f"{self.at}.{field}" if field else self.at, []).append(sentence)

    def _addressed(self, home: Home) -> Creative:
        """The creative as the platform will be given it: files of ours have addresses there."""
        said = self.ad.creative
        return replace(said, media=addressed(home.row.org_id, said.media, self.files))


_SHARED = {"start_date", "end_date", "name"}
_ZONES = get_global("zone_territories")
COUNTRIES = frozenset(each for each in _ZONES.values() if len(each) == 2 and each.isalpha())


def _country(zone: str) -> str:
    """Where an account is, by its time zone."""
    found = _ZONES.get(zone, "")
    return found if found in COUNTRIES else USUAL_COUNTRY
