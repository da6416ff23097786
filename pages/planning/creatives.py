"""The creatives step: words for everybody, other words where a platform needs them, and how each will look."""

from urllib.parse import urlsplit

import streamlit as st
from markupsafe import Markup

from engine import campaigns
from engine.campaigns import texts
from engine.connectors import connector
from engine.connectors.launches import Creative
from engine.core.i18n import t
from pages.planning.drafts import Draft, media_of, order_of, words_of
from pages.ui.cards import card_box, footnote, heading
from pages.ui.files import thumbs, upload
from pages.ui.html import say, show
from pages.ui.marks import n, platform, platform_name
from pages.ui.scope import Scope
from pages.ui.states import nothing, warning


def creatives(scope: Scope, draft: Draft) -> None:
    """What people will see, and below it platform by platform."""
    with card_box("creative"):
        heading(t("What will people see?"))
        draft["headline"] = st.text_input(t("Headline"), draft["headline"])
        draft["body"] = st.text_area(t("Text"), draft["body"])
        draft["url"] = st.text_input(t("Web address"), draft["url"], placeholder="https://example.com/offer")
        draft["files"] = upload(scope, draft["files"])
        draft["media"] = st.text_area(
            t("Or addresses of pictures or a film, one a line"),
            draft["media"],
            placeholder="https://example.com/offer.jpg",
            height="content",
        )
    with card_box("previews"):
        heading(t("On each platform"))
        if not draft["accounts"]:
            show(nothing(t("Choose platforms first.")))
            return
        slugs = list(draft["accounts"])
        chosen = (
            st.segmented_control(
                t("Platform"), slugs, default=slugs[0], format_func=platform_name, label_visibility="collapsed"
            )
            or slugs[0]
        )
        own = draft["own"].setdefault(chosen, {})
        name = platform_name(chosen)
        own["headline"] = st.text_input(
            t("Another headline on {platform}", platform=name), own.get("headline", ""), key=f"headline-{chosen}"
        )
        own["body"] = st.text_area(
            t("Another text on {platform}", platform=name), own.get("body", ""), key=f"body-{chosen}"
        )
        show(preview(scope, draft, chosen))
    destinations(scope, draft)


def destinations(scope: Scope, draft: Draft) -> None:
    """Where each ad leads once the organisation's UTM scheme has been at its address."""
    scheme = campaigns.utm_scheme(scope.org_id)
    leads = campaigns.final_addresses(scope.org_id, order_of(draft))
    lines = [
        Markup('<li>{} <bdi dir="ltr" class="addr">{}</bdi></li>').format(platform(slug), url)
        for slug, url in zip(draft["accounts"], leads, strict=True)
        if url
    ]
    with card_box("links"):
        heading(t("Where each ad leads"))
        if lines:
            show(Markup('<ul class="plain">{}</ul>').format(Markup("").join(lines)))
        else:
            show(nothing(t("Give a web address above.")))
        if scheme["enabled"]:
            footnote(t("Your organisation adds UTM parameters, so that visits are counted by campaign."))
        else:
            footnote(t("Your organisation adds no UTM parameters. They are chosen on the Campaigns screen."))


def preview(scope: Scope, draft: Draft, slug: str) -> Markup:
    """Roughly how the ad looks there, and how much of its room is used."""
    said, media = words_of(draft, slug), media_of(draft)
    limits = connector(slug).LIMITS
    host = urlsplit(draft["url"]).hostname or "example.com"
    picture: Markup | str = ""
    if media and limits.files:
        picture = Markup('<div class="adimg">{}</div>').format(thumbs(scope, media[:1]))
    elif media:
        picture = warning(t("Without pictures"), t(texts.WORDS_ALONE, platform=platform_name(slug)))
    if limits.together and limits.measure_together:
        whole = limits.measure_together(Creative(said["headline"], said["body"], draft["url"]))
        used = [_used(t("Together"), whole, limits.together)]
    else:
        used = [
            _used(t("Headline"), limits.measure(said["headline"]), limits.longest_headline),
            _used(t("Text"), limits.measure(said["body"]), limits.longest_body),
        ]
    return Markup(
        '<figure class="ad"><div class="adh"><div><b>{}</b><span class="sub">{}</span></div></div>'
        '<p dir="auto">{}</p>{}'
        '<div class="adf"><div><span class="sub"><bdi>{}</bdi></span><b dir="auto">{}</b></div></div>'
        '<figcaption class="two sub">{}</figcaption></figure>'
    ).format(
        platform_name(slug), t("Sponsored"), said["body"], picture, host, said["headline"], Markup("").join(used)
    )  # fmt: skip


def _used(label: str, length: int, most: int) -> Markup:
    words = say("{label}: {length} of {most}", label=label, length=n(length), most=n(most))
    return Markup('<span class="{}">{}</span>').format("badt" if length > most else "", words)
