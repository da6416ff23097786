"""Lead forms and the people who filled them in; nobody of them exists."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sandbox.world.chance import digest, generator
from sandbox.world.identity import content_id
from sandbox.world.model import Account, Campaign, Objective, Platform

SEEDED, WITHIN_DAYS = 10, 30
PEOPLE = (
    "نورة القحطاني", "Omar Haddad", "فهد العتيبي", "Lena Brandt", "سارة الحربي", "James Whitfield", "Yuki Tanaka",
    "ريم الشمري", "Ava Coleman", "خالد الزهراني",
)  # fmt: skip
CITIES = ("الرياض", "Jeddah", "Dubai", "Berlin", "Boston", "東京")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of an ad account, with the campaign that it is shown in."""

    platform: Platform
    id: str
    name: str
    account_id: str
    campaign_id: str


@dataclass(frozen=True, slots=True)
class Lead:
    """What somebody entered at a moment (UTC); `fields` are full_name, email, phone_number and city."""

    at: datetime
    platform: Platform
    id: str
    form_id: str
    account_id: str
    campaign_id: str
    ad_set_id: str
    ad_id: str
    fields: dict[str, str]
    is_test: bool = False


def form_of(seed: int, account: Account, campaigns: list[Campaign]) -> Form | None:
    """The account's form, shown in its first campaign for leads, or else its first; None without campaigns."""
    if not campaigns:
        return None
    campaign = next((each for each in campaigns if each.objective is Objective.LEADS), campaigns[0])
    made = content_id(account.platform, seed, "form", account.id)
    return Form(account.platform, made, f"{account.name} – leads", account.id, campaign.id)


def leads_of(seed: int, form: Form, campaign: Campaign, born: date) -> list[Lead]:
    """Those who had filled the form in before the world was born, the earliest first."""
    chance = generator(seed, "leads", form.platform, form.id)
    ages = sorted(chance.uniform(1, WITHIN_DAYS, SEEDED), reverse=True)
    return [
        filled(form, campaign, content_id(form.platform, seed, "lead", form.id, n), morning(born) - _days(age))
        for n, age in enumerate(ages)
    ]


def filled(form: Form, campaign: Campaign, lead_id: str, at: datetime, *, is_test: bool = False) -> Lead:
    """The form as somebody fills it in; who and what is always the same for the same id."""
    who = digest("lead", lead_id)
    ad = campaign.ads[who % len(campaign.ads)] if campaign.ads else None
    fields = {
        "full_name": PEOPLE[who % len(PEOPLE)],
        "email": f"person{who % 10**6}@example.com",
        "phone_number": f"+9665{who % 10**8:08d}",
        "city": CITIES[who // 7 % len(CITIES)],
    }
    place = campaign.id, ad.ad_set_id if ad else "", ad.id if ad else ""
    return Lead(at, form.platform, lead_id, form.id, form.account_id, *place, fields, is_test)


def morning(born: date) -> datetime:
    """The first moment of the day on which the world was born."""
    return datetime.combine(born, time(), UTC)


def _days(count: float) -> timedelta:
    return timedelta(seconds=int(count * 86_400))
