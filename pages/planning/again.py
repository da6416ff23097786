"""Planning from what is there: a campaign or a template becomes the plan in the builder, and nothing more."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from engine import campaigns
from engine.connectors import PLATFORMS
from engine.core.i18n import N_, t
from pages.planning.drafts import Draft, Row, accounts_of, budgets_of, fresh
from pages.ui.frame import guarded
from pages.ui.html import say, show
from pages.ui.scope import Scope
from pages.ui.states import warning

ONE_EACH = N_("The builder plans one part a platform; further parts were left out.")
ONE_AUDIENCE = N_("The platforms had different countries; the plan has all of them for each.")
ONE_ADDRESS = N_("The platforms had different web addresses; the plan has the first for all.")
ONE_GOAL = N_("The platforms had different goals; the plan has one for all.")
ONE_MEDIA = N_("Pictures and films differed; the plan shows the same everywhere.")


def plan_from(scope: Scope, found: Row) -> None:
    """Open the builder with `{"order", "notes"}`; an unfinished plan is replaced only when its person says so."""
    draft = planned(scope, found["order"], found["notes"])
    unfinished = fresh(scope) | campaigns.draft_of(scope.org_id, scope.user_id)
    if unfinished["name"] or unfinished["accounts"]:
        _ask(unfinished, draft)
    else:
        _begin(scope, draft)


def planned(scope: Scope, order: Row, notes: list[str]) -> Draft:
    """A request as the plan that makes it; `notes` tells what of it the builder has no place for.

    What the builder does not ask for and nothing in it contradicts (pages, names, further headlines) goes along.
    """
    asked = [ad for ad in order.get("ads") or [] if ad.get("platform")]
    ads = {slug: next(ad for ad in asked if ad["platform"] == slug) for slug in PLATFORMS if _has(asked, slug)}
    shown = [ad.get("creative") or {} for ad in ads.values()]
    first: Row = next(iter(shown), {})
    media = max((said.get("media") or [] for said in shown), key=len, default=[])
    ours = [each for each in media if _is_ours(each)]
    posts = (order.get("content") or {}).get("posts") or []
    draft = fresh(scope) | {
        "name": order.get("name") or "",
        "description": order.get("description") or "",
        "start": order["start_date"],
        "end": order["end_date"],
        "special": order.get("special_categories") or [],
        "accounts": _accounts(scope, ads),
        "countries": _joined(ads, "countries"),
        "keywords": "\n".join(_joined(ads, "keywords")),
        **{name: first.get(name) or "" for name in ("headline", "body", "url")},
        "files": ours,
        "media": "\n".join(each for each in media if each not in ours),
        "own": {slug: _own(ad, first) for slug, ad in ads.items()},
        "posts": [_post(post) for post in posts],
        "kept": {slug: _kept(ad) for slug, ad in ads.items()},
        "notes": list(dict.fromkeys([*notes, *_left_out(order, asked, ads, media, posts)])),
    }
    goals = [each for each in (order.get("objective"), *_each(ads, "objective")) if each]
    draft["objective"] = next(iter(goals), draft["objective"])
    _share(draft, order, ads)
    return draft


def notes(draft: Draft) -> None:
    """What a copy could not take along, until the plan is carried out."""
    if draft["notes"]:
        show(warning(t("Not everything could be taken along"), Markup("<br>").join(draft["notes"])))


def _ask(unfinished: Draft, draft: Draft) -> None:
    @st.dialog(t("There is an unfinished plan"))
    def form() -> None:
        with guarded(N_("Campaigns")) as reader:
            name = Markup("<bdi>{}</bdi>").format(unfinished["name"] or t("without a name"))
            words = say("“{name}” would be replaced. Finish it first if you still need it.", name=name)
            show(Markup("<p>{}</p>").format(words))
            with st.container(horizontal=True):
                if st.button(t("Replace it"), type="primary"):
                    _begin(reader, draft)
                if st.button(t("Go on with it")):
                    _open()

    form()


def _begin(scope: Scope, draft: Draft) -> None:
    campaigns.keep_draft(scope.org_id, scope.user_id, draft)
    for name in ("draft", "draft-key"):
        st.session_state.pop(name, None)
    _open()


def _open() -> None:
    st.query_params.clear()
    st.query_params["new"] = "1"
    st.rerun(scope="app")


def _accounts(scope: Scope, ads: dict[str, Row]) -> dict[str, str]:
    """The accounts that were asked for; where none was, the only one that there is."""
    known = {slug: [row["id"] for row in rows] for slug, rows in accounts_of(scope).items()}
    chosen: dict[str, Any] = {
        slug: ad.get("integration_id") or _only(known.get(slug, [])) for slug, ad in ads.items()
    }
    return {slug: account for slug, account in chosen.items() if account in known.get(slug, [])}


def _only(accounts: list[str]) -> str | None:
    return accounts[0] if len(accounts) == 1 else None


def _share(draft: Draft, order: Row, ads: dict[str, Row]) -> None:
    """The budgets as they were, evenly where they were even."""
    budgets = {slug: float(ads[slug].get("budget") or 0) for slug in draft["accounts"]}
    draft["total"] = float(order.get("total_budget") or sum(budgets.values()) or draft["total"])
    draft["budgets"] = budgets
    if any(budgets.values()) and budgets != budgets_of(draft):
        draft["split"] = "own"


def _left_out(order: Row, asked: list[Row], ads: dict[str, Row], media: list[str], posts: list[Row]) -> list[str]:
    """What the builder has no place for."""
    creatives = [ad.get("creative") or {} for ad in ads.values()]
    files = [each.get("media") or [] for each in [*creatives, *posts]]
    told = {
        ONE_EACH: len(asked) > len(ads),
        ONE_AUDIENCE: len({tuple(sorted(_aim(ad, "countries"))) for ad in ads.values()}) > 1,
        ONE_ADDRESS: len({said.get("url") for said in creatives}) > 1,
        ONE_GOAL: len({each or order.get("objective") for each in _each(ads, "objective")}) > 1,
        ONE_MEDIA: any(own != media[: len(own)] for own in files),
    }
    return [t(sentence) for sentence, holds in told.items() if holds]


def _has(asked: list[Row], slug: str) -> bool:
    return any(ad["platform"] == slug for ad in asked)


def _each(ads: dict[str, Row], field: str) -> list[Any]:
    return [ad.get(field) for ad in ads.values()]


def _aim(ad: Row, field: str) -> list[str]:
    return (ad.get("targeting") or {}).get(field) or []


def _joined(ads: dict[str, Row], field: str) -> list[str]:
    return list(dict.fromkeys(each for ad in ads.values() for each in _aim(ad, field)))


def _own(ad: Row, first: Row) -> Row:
    said = ad.get("creative") or {}
    return {name: said[name] for name in ("headline", "body") if said.get(name) and said[name] != first.get(name)}


def _kept(ad: Row) -> Row:
    said = ad.get("creative") or {}
    return {
        "ad": {name: ad[name] for name in ("profile_id", "name") if ad.get(name)},
        "creative": {name: said[name] for name in ("headlines", "bodies") if said.get(name)},
    }


def _post(post: Row) -> Row:
    return {
        "content": post.get("content") or "",
        "platforms": post.get("platforms") or [],
        "pictured": bool(post.get("media")),
        "at": "",
    }


def _is_ours(each: str) -> bool:
    try:
        UUID(each)
    except ValueError:
        return False
    return True
