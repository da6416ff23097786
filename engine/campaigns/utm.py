"""UTM parameters: an org's scheme, and the addresses that ads lead to under it.

An address keeps everything that a person wrote: its other parameters to the letter, its fragment, and the
platforms' own macros (`{keyword}`, `{{campaign.name}}`, `__CAMPAIGN_NAME__`), which they fill in by themselves.
What the scheme adds is percent-encoded UTF-8; names become slugs, Arabic ones in Arabic letters.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from unicodedata import category, normalize
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from sqlalchemy.orm import Session

from db.kinds import Objective
from engine.campaigns.fields import LONGEST_ADDRESS, Faults, Fields
from engine.campaigns.orders import Ad, Order, read_order
from engine.connectors import PLATFORMS, connector
from engine.core.cache import read
from engine.core.errors import Invalid
from engine.core.i18n import N_
from engine.core.work import Work
from engine.orgs import save_setting, setting

SETTING = "utm_scheme"
LONGEST = 200
PLACES = ("campaign", "platform", "adset", "date")
SOURCES = {  # what analytics tools group by themselves
    "meta": "facebook", "google": "google", "tiktok": "tiktok", "linkedin": "linkedin", "twitter": "twitter",
    "snapchat": "snapchat",
}  # fmt: skip
# Google's ValueTrack, the only macros in single braces
VALUETRACK = frozenset({
    "lpurl", "campaignid", "adgroupid", "feeditemid", "extensionid", "targetid", "loc_interest_ms",
    "loc_physical_ms", "matchtype", "network", "device", "devicemodel", "ifmobile", "ifnotmobile",
    "ifsearch", "ifcontent", "creative", "keyword", "placement", "target", "random", "gclid", "adposition",
    "param1", "param2", "sourceid", "product_channel", "product_country", "product_id", "product_language",
    "product_partition_id", "merchant_id", "store_code",
})  # fmt: skip
_PLACE = re.compile(r"(?<!\{)\{(\w+)(?::[^{}]*)?\}(?!\})")
_MACROS = "{}:"  # stand in an address as they are
_BETWEEN = re.compile(r"[\W_]+")

TOO_LONG = N_("With its UTM parameters the address has {n} characters, and at most {most} are taken. Shorten it.")
NOTHING_LEFT = N_("The organisation's UTM scheme wants {parameter}, and nothing is left for it. Use letters.")
UNKNOWN_PLACE = N_("“{place}” is not known here. Use {known}, or a macro of a platform.")


@dataclass(frozen=True, slots=True)
class Scheme:
    """What is added to addresses. `enforce`: also in the place of what a person wrote, and nothing without it."""

    enabled: bool = False
    enforce: bool = False
    sources: Mapping[str, str] = field(default_factory=lambda: dict(SOURCES))
    medium: str = "cpc"
    campaign: str = "{campaign}"
    content: str = ""
    term: str = ""

    def parameters(self, platform: str, facts: Mapping[str, str]) -> dict[str, str]:
        """Each parameter with its value; empty where the facts leave nothing of it."""
        patterns = {
            "utm_source": self.sources.get(platform) or SOURCES[platform], "utm_medium": self.medium,
            "utm_campaign": self.campaign, "utm_content": self.content, "utm_term": self.term,
        }  # fmt: skip
        return {name: _filled(pattern, facts) for name, pattern in patterns.items() if pattern}

    def address(self, url: str, platform: str, facts: Mapping[str, str]) -> str:
        """Where the ad leads."""
        ours = {name: value for name, value in self.parameters(platform, facts).items() if value}
        parts = urlsplit(url)
        kept = [piece for piece in parts.query.split("&") if piece]
        if self.enforce:
            kept = [piece for piece in kept if _name(piece) not in ours]
        else:
            theirs = {_name(piece) for piece in kept}
            ours = {name: value for name, value in ours.items() if name not in theirs}
        added = [urlencode(ours, quote_via=quote, safe=_MACROS)] if ours else []
        return urlunsplit(parts._replace(query="&".join([*kept, *added])))


def slug(text: str) -> str:
    """Letters and digits of any script in lower case, with hyphens between: `عروض الشتاء!` is `عروض-الشتاء`."""
    plain = "".join(c for c in normalize("NFKC", text).casefold() if category(c) not in {"Mn", "Cf"})
    return _BETWEEN.sub("-", plain.replace("ـ", "")).strip("-")


def scheme_of(session: Session) -> Scheme:
    """The org's scheme; one that adds nothing until somebody has chosen."""
    return Scheme(**setting(session, SETTING, {}))


@read
def utm_scheme(session: Session) -> dict[str, Any]:
    """The same as plain values."""
    return asdict(scheme_of(session))


def save_scheme(unit: Work, body: Mapping[str, Any]) -> Scheme:
    """Choose another scheme, whole; Invalid names every field that makes no sense."""
    faults = Faults()
    scheme = read_scheme(body, faults)
    if faults:
        raise Invalid(fields=faults)
    before = scheme_of(unit.session)
    save_setting(unit, SETTING, asdict(scheme))
    unit.audit("utm_scheme_changed", before=asdict(before), after=asdict(scheme))
    return scheme


def read_scheme(body: Mapping[str, Any], faults: Faults) -> Scheme:
    """A scheme as somebody asks for it; what it leaves out is as usual."""
    fields, usual = Fields(body, faults), Scheme()
    fields.known({"enabled", "enforce", "sources", "medium", "campaign", "content", "term"})
    sources = fields.child("sources")
    sources.known(PLATFORMS)
    given = {each: _pattern(sources, each) or SOURCES[each] for each in PLATFORMS}
    return Scheme(
        enabled=fields.flag("enabled"),
        enforce=fields.flag("enforce"),
        sources=given,
        medium=_pattern(fields, "medium") or usual.medium,
        campaign=_pattern(fields, "campaign") or usual.campaign,
        content=_pattern(fields, "content"),
        term=_pattern(fields, "term"),
    )


def tagged(session: Session, order: Order, faults: Faults) -> Order:
    """The order with the addresses that its ads will lead to; what cannot be made to fit the scheme is noted."""
    scheme = scheme_of(session)
    if not scheme.enabled:
        return order
    return replace(order, ads=tuple(_tagged(scheme, order, n, ad, faults) for n, ad in enumerate(order.ads)))


@read
def final_addresses(session: Session, body: Mapping[str, Any]) -> list[str]:
    """Where each ad of a request would lead, in their order; empty for one without an address that can be read."""
    order, _ = read_order(body)
    return [ad.creative.url for ad in tagged(session, order, Faults()).ads]


def sample_address(scheme: Scheme, platform: str, name: str, day: str) -> str:
    """What an address would become, for whoever chooses."""
    facts = {"campaign": slug(name), "platform": slug(connector(platform).PLATFORM.slug), "adset": slug(name)}
    return scheme.address("https://example.com/offer", platform, facts | {"date": day})


def _tagged(scheme: Scheme, order: Order, place: int, ad: Ad, faults: Faults) -> Ad:
    """The address of an app in its store is the app's name to platforms, so it stays as it is."""
    if not (ad.platform and ad.creative.url) or (ad.objective or order.objective) is Objective.APP:
        return ad
    name = order.name or ""
    facts = {
        "campaign": slug(name),
        "platform": slug(ad.platform),
        "adset": slug(ad.name or name),
        "date": order.starts_on.isoformat() if order.starts_on else "",
    }
    at = f"ads.{place}.creative.url"
    if scheme.enforce and order.name:
        for parameter, value in scheme.parameters(ad.platform, facts).items():
            if not value:
                faults.note(at, NOTHING_LEFT, parameter=parameter)
    url = scheme.address(ad.creative.url, ad.platform, facts)
    if len(url) > LONGEST_ADDRESS:
        faults.note(at, TOO_LONG, n=len(url), most=LONGEST_ADDRESS)
    return replace(ad, creative=replace(ad.creative, url=url))


def _pattern(fields: Fields, name: str) -> str:
    """A text in which only places that we know, or a platform knows, stand in braces."""
    said = fields.text(name, LONGEST) or ""
    for found in _PLACE.finditer(said):
        if found[1] not in PLACES and found[1] not in VALUETRACK:
            fields.note(name, UNKNOWN_PLACE, place=found[0], known=", ".join(f"{{{each}}}" for each in PLACES))
    return said


def _filled(pattern: str, facts: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: facts.get(found[1], found[0]), pattern).strip("- ")


def _name(piece: str) -> str:
    """What a parameter of an address is called."""
    return next(iter(parse_qsl(piece, keep_blank_values=True)), ("", ""))[0]
