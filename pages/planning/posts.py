"""The posts step: what is published beside the ads, on which platforms and when."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from engine.connectors import PLATFORMS, connector
from engine.core.i18n import t
from engine.posts import networks
from pages.planning.drafts import Draft, day
from pages.ui.cards import card_box, footnote, heading
from pages.ui.html import show
from pages.ui.marks import platform_name
from pages.ui.scope import Scope
from pages.ui.states import nothing

MOST = 10


def posts(scope: Scope, draft: Draft) -> None:
    """One card a post, and a button for one more."""
    with card_box("posts"):
        heading(t("Posts"), count=len(draft["posts"]) or None)
        if not draft["posts"]:
            show(nothing(t("No post. Ads run without; posts are published beside them.")))
        for place, post in enumerate(draft["posts"]):
            with st.container(key=f"post-{place}"):
                post["content"] = st.text_area(
                    t("Text of post {n}", n=place + 1), post["content"], key=f"text-{place}"
                )
                post["platforms"] = st.multiselect(
                    t("Platforms"), _places(post), post["platforms"], format_func=_place_name, key=f"on-{place}"
                )
                post["pictured"] = st.checkbox(
                    t("With the pictures or the film of the ads"),
                    post.get("pictured", False),
                    key=f"pictured-{place}",
                )
                with st.container(horizontal=True, vertical_alignment="bottom"):
                    post["at"] = _moment(scope, draft, post, place)
                    if st.button(t("Remove"), key=f"remove-{place}"):
                        draft["posts"].pop(place)
                        st.rerun()
        if len(draft["posts"]) < MOST and st.button(t("Add a post")):
            draft["posts"].append({"content": "", "platforms": [], "at": ""})
            st.rerun()
        footnote(t("Without a time a post stays a draft."))


def _places(post: dict[str, Any]) -> list[str]:
    """The platforms that publish; of a copy also the networks that it was written for."""
    organic = [slug for slug in PLATFORMS if connector(slug).PLATFORM.organic]
    return [*organic, *(each for each in post["platforms"] if each not in organic)]


def _place_name(each: str) -> str:
    return networks().get(each) or platform_name(each)


def _moment(scope: Scope, draft: Draft, post: dict[str, str], place: int) -> str:
    """The moment of a post on the org's clock, in ISO; empty for a draft."""
    zone = ZoneInfo(scope.zone)
    before = datetime.fromisoformat(post["at"]).astimezone(zone) if post["at"] else None
    first = min(scope.today, day(draft["start"]))
    on = st.date_input(t("Day"), before.date() if before else None, min_value=first, key=f"day-{place}")
    at = st.time_input(t("Time"), before.time() if before else time(9), key=f"time-{place}")
    return datetime.combine(on, at, zone).isoformat() if on else ""
