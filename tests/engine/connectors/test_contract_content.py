"""What every connector must do with pages and profiles: list them, publish once, and read how people answered."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from redis import Redis

from engine.connectors import PLATFORMS, connector, pace
from engine.connectors.base import Tokens
from engine.connectors.content import Post, PostRow, Profile, ProfileRow, Published
from engine.core.errors import Missing, PlatformBusy, Refused, SignedOut
from tests.control import Control
from tests.engine.connectors.conftest import NOON, REDIRECT, Person

# The kinds of profiles that each platform has; Google Ads publishes nothing.
KINDS: dict[str, set[str]] = {
    "meta": {"facebook_page", "instagram"}, "google": set(), "tiktok": set(),
    "snapchat": {"snapchat_profile"}, "linkedin": {"linkedin_organization"}, "twitter": {"x_user"},
}  # fmt: skip
# What a profile consents to by itself; the grant for ads lists none of these.
OWN_KINDS = {"tiktok": {"tiktok_account"}}
GATED = {"snapchat": "public_profile"}  # offered to chosen apps only
PICTURE, FILM = "https://media.example/new.jpg", "https://media.example/new.mp4"
MEDIA = {"instagram": PICTURE, "tiktok_account": FILM, "snapchat_profile": PICTURE}  # they take no words alone
# They fetch from where we say, or we do.
FETCHING = {
    "facebook_page": "x.jpg", "instagram": "x.jpg", "tiktok_account": "x.mp4", "snapchat_profile": "x.jpg",
}  # fmt: skip
EVERY_KIND = [(slug, kind) for slug in PLATFORMS for kind in sorted(KINDS[slug] | OWN_KINDS.get(slug, set()))]
TEXT = "وصل الشتاء ❄ Winter is here"
LONG_AGO = NOON - timedelta(days=90)


def consenting(person: Person) -> tuple[ProfileRow, Tokens]:
    """The owner of a profile signs in; that is another page, with other permissions."""
    scope, consent = ",".join(person.connector.PLATFORM.profile_scopes), person.connector.own_consent
    assert consent
    code = person.sandbox.post("/grants", platform=person.slug, redirect_uri=REDIRECT, scope=scope)["code"]
    return consent.exchange(code, REDIRECT)


@dataclass
class Speaker:
    """Somebody who may speak for profiles of a kind."""

    person: Person
    kind: str

    @property
    def profile(self) -> Profile:
        """The first of that kind, with the token to speak for it."""
        if self.kind in OWN_KINDS.get(self.person.slug, ()):
            row, _ = consenting(self.person)
        else:
            rows = self.person.connector.fetch_profiles(self.person.tokens.access)
            row = next(row for row in rows if row.kind == self.kind)
        return Profile(self.person.slug, row.external_id, row.kind, row.token or self.person.tokens.access)

    def post(self, **details: Any) -> Post:
        """A post that this kind of profile can publish."""
        usual: dict[str, Any] = {
            "key": uuid4(),
            "text": TEXT,
            "media": (MEDIA[self.kind],) if self.kind in MEDIA else (),
        }
        return Post(**(usual | details))

    def publish(self, profile: Profile, **details: Any) -> Published:
        """Publish it."""
        return self.person.connector.publish(profile, self.post(**details))

    def posts(self, profile: Profile, since: datetime = LONG_AGO) -> list[PostRow]:
        """Everything the connector yields."""
        return list(self.person.connector.fetch_posts(profile, since))


@pytest.fixture(params=EVERY_KIND, ids=lambda each: each[1])
def speaker(request: pytest.FixtureRequest, sandbox: Control, redis: Redis) -> Speaker:
    slug, kind = request.param
    if slug in GATED:
        sandbox.post("/capabilities", platform=slug, capability=GATED[slug], on=True)
    return Speaker(Person(slug, connector(slug), sandbox), kind)


def busy(act: Callable[[], object]) -> PlatformBusy | None:
    """The error of something that did not go well."""
    try:
        act()
    except PlatformBusy as error:
        return error
    return None


# Profiles


def test_a_platform_takes_a_consent_of_profiles_or_does_not(person):
    asked = bool(person.connector.PLATFORM.profile_scopes)

    assert (person.slug in OWN_KINDS) is asked is (person.connector.own_consent is not None)
    if person.connector.own_consent:
        row, tokens = consenting(person)
        assert {row.kind} == OWN_KINDS[person.slug]
        assert set(tokens.scopes) == set(person.connector.PLATFORM.profile_scopes)


def test_the_profiles_that_a_grant_speaks_for_are_listed(person):
    if person.slug in GATED:
        person.sandbox.post("/capabilities", platform=person.slug, capability=GATED[person.slug], on=True)

    rows = person.connector.fetch_profiles(person.tokens.access)

    assert {row.kind for row in rows} == KINDS[person.slug]
    assert all(row.external_id and row.name for row in rows)
    assert len({(row.kind, row.external_id) for row in rows}) == len(rows)


@pytest.mark.parametrize("slug", sorted({slug for slug in PLATFORMS if not KINDS[slug]} | GATED.keys()))
def test_what_is_not_offered_is_refused_and_nobody_is_listed(sandbox, redis, slug):
    person = Person(slug, connector(slug), sandbox)
    profile = Profile(slug, "5f1c2a77-0d3e-4b6a-9c11-7e0000000077", "any", person.tokens.access)

    with pytest.raises(Refused):
        person.connector.publish(profile, Post(uuid4(), TEXT, (PICTURE,)))

    assert person.connector.fetch_profiles(person.tokens.access) == []


# Reading


def test_past_posts_are_read_newest_first_with_their_engagement(speaker):
    rows = speaker.posts(speaker.profile)

    assert len(rows) >= 8
    assert [row.published_at for row in rows] == sorted((row.published_at for row in rows), reverse=True)
    assert all(row.published_at.tzinfo and row.published_at <= NOON for row in rows)
    assert all(row.text and row.external_id and row.likes > 0 for row in rows)
    assert len({row.external_id for row in rows}) == len(rows)


def test_only_what_was_published_since_is_read(speaker):
    profile, since = speaker.profile, NOON - timedelta(days=20)
    everything = speaker.posts(profile)

    rows = speaker.posts(profile, since)

    assert rows == [row for row in everything if row.published_at >= since]
    assert 0 < len(rows) < len(everything)


def test_engagement_grows_and_never_falls(speaker):
    profile = speaker.profile
    before = {row.external_id: row for row in speaker.posts(profile)}

    speaker.person.sandbox.post("/clock", now=(NOON + timedelta(minutes=50)).isoformat())
    after = {row.external_id: row for row in speaker.posts(profile)}

    assert before.keys() == after.keys()
    assert all(after[key].likes >= before[key].likes for key in before)
    assert sum(row.impressions or row.likes for row in after.values()) > sum(
        row.impressions or row.likes for row in before.values()
    )


# Publishing


def test_what_is_published_is_listed_first_and_people_answer(speaker):
    made = speaker.publish(speaker.profile)
    first = speaker.posts(speaker.profile)[0]

    speaker.person.sandbox.post("/clock", now=(NOON + timedelta(days=2)).isoformat())
    speaker.person.tokens = speaker.person.sign_in()
    later = next(row for row in speaker.posts(speaker.profile) if row.external_id == made.external_id)

    assert (first.external_id, first.text) == (made.external_id, TEXT)
    assert abs(first.published_at - NOON) < timedelta(minutes=1)
    assert later.likes > first.likes


def test_whoever_only_looks_for_a_post_is_told_the_same_ones_in_fewer_calls(speaker):
    profile, verbs = speaker.profile, speaker.person.connector
    platform = verbs.PLATFORM
    whole = list(verbs.fetch_posts(profile, LONG_AGO))
    called = pace.calls_today(platform)

    listed = list(verbs.list_posts(profile, LONG_AGO))

    assert [(row.external_id, row.text, row.published_at, row.url) for row in listed] == [
        (row.external_id, row.text, row.published_at, row.url) for row in whole
    ]
    assert pace.calls_today(platform) - called <= 2 * (1 + len(whole) // 20)


def test_two_posts_with_the_same_words_are_two(speaker):
    profile = speaker.profile
    before = len(speaker.posts(profile))

    first = speaker.publish(profile)
    second = speaker.publish(profile, text=f"{TEXT} 2")

    assert first.external_id != second.external_id
    assert len(speaker.posts(profile)) == before + 2


def test_a_text_that_is_too_long_is_refused_before_any_call(speaker):
    profile = speaker.profile
    before = len(speaker.person.calls())

    with pytest.raises(Refused) as refused:
        speaker.publish(profile, text="م" * 100_000)

    assert refused.value.facts["field"] == "text"
    assert len(speaker.person.calls()) == before


def test_nothing_at_all_is_no_post(speaker):
    profile = speaker.profile

    with pytest.raises(Refused):
        speaker.publish(profile, text="", media=())

    assert all(row.text for row in speaker.posts(profile))


def test_a_profile_of_others_is_not_spoken_for(speaker):
    other = replace(speaker.profile, external_id="5f1c2a77-0d3e-4b6a-9c11-7e0000000099")

    with pytest.raises((Refused, Missing)):
        speaker.publish(other)


def test_a_dead_token_publishes_nothing(speaker):
    profile = speaker.profile
    before = len(speaker.posts(profile))

    with pytest.raises(SignedOut):
        speaker.publish(replace(profile, token="invented"))

    assert len(speaker.posts(profile)) == before


@pytest.mark.parametrize("fault", ["500", "500_after_effect", "timeout"])
def test_an_unclear_answer_never_publishes_twice(speaker, fault):
    profile = speaker.profile
    before = len(speaker.posts(profile))
    order = {"seconds": 0.01} if fault == "timeout" else {}

    speaker.person.sandbox.fault(speaker.person.slug, fault, **order)
    error = busy(lambda: speaker.publish(profile))
    speaker.person.sandbox.http.delete("/faults")

    assert error is None or error.facts["unconfirmed"] is True
    assert len(speaker.posts(profile)) - before in {0, 1}


def test_media_that_cannot_be_fetched_is_refused(speaker):
    profile = speaker.profile
    before = len(speaker.posts(profile))
    address = f"https://nowhere.invalid/{FETCHING.get(speaker.kind, 'x.jpg')}"

    if speaker.kind in FETCHING:
        with pytest.raises(Refused):
            speaker.publish(profile, media=(address,))

    assert len(speaker.posts(profile)) == before
