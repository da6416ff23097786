"""The columns of a file of campaigns: one row is one platform's part, or one post, of the campaign it names."""

from enum import StrEnum
from functools import cache

from engine.connectors import PLATFORMS, connector
from engine.core.i18n import LOCALES, N_, speaking, t
from engine.imports.labels import folded


class Field(StrEnum):
    """One column, in the order of the sample."""

    CAMPAIGN = "campaign"
    DESCRIPTION = "description"
    OBJECTIVE = "objective"
    TOTAL = "total_budget"
    CURRENCY = "currency"
    START = "start_date"
    END = "end_date"
    ACTIVATE = "activate"
    SPECIAL = "special_categories"
    POLITICAL = "political"
    PLATFORM = "platform"
    ACCOUNT = "account"
    AD = "ad"
    AD_OBJECTIVE = "ad_objective"
    BUDGET = "budget"
    COUNTRIES = "countries"
    KEYWORDS = "keywords"
    HEADLINE = "headline"
    BODY = "body"
    URL = "url"
    MEDIA = "media"
    HEADLINES = "headlines"
    BODIES = "bodies"
    POST = "post"
    POST_PLATFORMS = "post_platforms"
    POST_MEDIA = "post_media"
    POST_AT = "post_at"


TITLES = {
    Field.CAMPAIGN: N_("Campaign"),
    Field.DESCRIPTION: N_("Description"),
    Field.OBJECTIVE: N_("Goal"),
    Field.TOTAL: N_("Total budget"),
    Field.CURRENCY: N_("Currency"),
    Field.START: N_("First day"),
    Field.END: N_("Last day"),
    Field.ACTIVATE: N_("Start at once"),
    Field.SPECIAL: N_("Special categories"),
    Field.POLITICAL: N_("Political advertising"),
    Field.PLATFORM: N_("Platform"),
    Field.ACCOUNT: N_("Account"),
    Field.AD: N_("Ad name"),
    Field.AD_OBJECTIVE: N_("Goal of the ad"),
    Field.BUDGET: N_("Budget of the ad"),
    Field.COUNTRIES: N_("Countries"),
    Field.KEYWORDS: N_("Keywords"),
    Field.HEADLINE: N_("Headline"),
    Field.BODY: N_("Text"),
    Field.URL: N_("Web address"),
    Field.MEDIA: N_("Media"),
    Field.HEADLINES: N_("More headlines"),
    Field.BODIES: N_("More texts"),
    Field.POST: N_("Post"),
    Field.POST_PLATFORMS: N_("Post platforms"),
    Field.POST_MEDIA: N_("Post media"),
    Field.POST_AT: N_("Post time"),
}
OUTCOME = {"outcome": N_("Outcome"), "campaign_id": N_("Campaign id"), "errors": N_("What is wrong")}

# What belongs to the campaign as a whole, what to an ad, what to a post.
WHOLE = tuple(Field)[: tuple(Field).index(Field.PLATFORM)]
AD = tuple(Field)[tuple(Field).index(Field.PLATFORM) : tuple(Field).index(Field.POST)]
POST = tuple(Field)[tuple(Field).index(Field.POST) :]
MONEY = (Field.TOTAL, Field.BUDGET)
DAYS = (Field.START, Field.END)

# A field of a request → the column that it comes from.
COLUMN_OF = {
    "name": Field.CAMPAIGN, "ads": Field.TOTAL, "content": Field.POST,
    **{str(each): each for each in WHOLE if each is not Field.CAMPAIGN},
}  # fmt: skip
AD_COLUMN_OF = {
    "platform": Field.PLATFORM, "integration_id": Field.ACCOUNT, "profile_id": Field.ACCOUNT, "name": Field.AD,
    "objective": Field.AD_OBJECTIVE, "budget": Field.BUDGET, "countries": Field.COUNTRIES,
    "keywords": Field.KEYWORDS, "headline": Field.HEADLINE, "body": Field.BODY, "url": Field.URL,
    "media": Field.MEDIA, "headlines": Field.HEADLINES, "bodies": Field.BODIES,
}  # fmt: skip
POST_COLUMN_OF = {
    "content": Field.POST, "platforms": Field.POST_PLATFORMS, "media": Field.POST_MEDIA,
    "scheduled_for": Field.POST_AT,
}  # fmt: skip

_YES = ("yes", "true", "y", "1", "نعم", "صح")
_NO = ("no", "false", "n", "0", "لا", "خطأ")
_PLATFORMS = {
    "meta": ("facebook", "instagram", "ميتا", "فيسبوك", "فيس بوك", "انستغرام", "إنستغرام"),
    "google": ("جوجل", "غوغل", "قوقل"),
    "tiktok": ("tik tok", "تيك توك"),
    "linkedin": ("linked in", "لينكدإن", "لينكد إن"),
    "twitter": ("x", "إكس", "تويتر"),
    "snapchat": ("snap", "سناب شات", "سناب"),
}


@cache
def heads() -> dict[str, Field]:
    """Every head that is known, folded: the field's own word, and its title in every language."""
    known = {folded(field): field for field in Field}
    for language in LOCALES:
        with speaking(language):
            known |= {folded(t(title)): field for field, title in TITLES.items()}
    return known


@cache
def results() -> frozenset[str]:
    """The heads of what we add to a file, which mean nothing when it comes back."""
    known = set(OUTCOME)
    for language in LOCALES:
        with speaking(language):
            known |= {t(title) for title in OUTCOME.values()}
    return frozenset(map(folded, known))


@cache
def platforms() -> dict[str, str]:
    """What people call the platforms, folded."""
    names = {
        slug: (slug, connector(slug).PLATFORM.name, connector(slug).PLATFORM.name.removesuffix(" Ads"))
        for slug in PLATFORMS
    }
    return {folded(name): slug for slug in PLATFORMS for name in (*names[slug], *_PLATFORMS[slug])}


@cache
def answers() -> dict[str, bool]:
    """Yes and no, folded."""
    return {folded(word): word in _YES for word in (*_YES, *_NO)}
