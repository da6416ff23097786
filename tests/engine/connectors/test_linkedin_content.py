"""LinkedIn's way of posts and leads: text with marks in it, files uploaded by parts, answers by number."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from engine.connectors import connector
from engine.connectors.content import Post, Profile
from engine.connectors.linkedin import calls, leads, littletext, posts, uploads
from engine.connectors.media import Medium
from engine.core.errors import Missing, PlatformBusy, PlatformError, Refused
from sandbox.dialects.linkedin import littletext as played
from tests.engine.connectors.conftest import NOON, Person
from tests.engine.connectors.receiver import receiving
from tests.engine.connectors.server import Server, answer

LINKEDIN = connector("linkedin")
PICTURE, FILM = "https://media.example/new.jpg", "https://media.example/new.mp4"
LONG_AGO = NOON - timedelta(days=90)
MARKS = st.text(st.sampled_from("\\|{}@[]()<>#*_~ aب1\n:.") | st.characters(codec="utf-8"), max_size=40)
SAMPLE = {
    "id": "bf99dcd1-b9de-4f1b-a0f3-0b8a1d0f3c0e-2",
    "owner": {"sponsoredAccount": "urn:li:sponsoredAccount:522529623"},
    "leadType": "SPONSORED",
    "versionedLeadGenFormUrn": "urn:li:versionedLeadGenForm:(urn:li:leadGenForm:2763,1)",
    "associatedEntity": {"associatedCreative": "urn:li:sponsoredCreative:10"},
    "leadMetadata": {"sponsoredLeadMetadata": {"campaign": "urn:li:sponsoredCampaign:20"}},
    "submittedAt": 1672876484617,
    "testLead": True,
    "formResponse": {
        "answers": [
            {"questionId": 1, "answerDetails": {"textQuestionAnswer": {"answer": "a@example.com"}}},
            {"questionId": 2, "answerDetails": {"multipleChoiceAnswer": {"options": [2, 3]}}},
            {"questionId": 9, "answerDetails": {"somethingNew": {}}},
        ],
        "consentResponses": [],
    },
}
FORM: dict[str, Any] = {
    "id": 2763,
    "name": "Winter",
    "content": {
        "questions": [
            {"questionId": 1, "predefinedField": "EMAIL"},
            {
                "questionId": 2,
                "name": "size",
                "questionDetails": {
                    "multipleChoiceQuestionDetails": {
                        "options": [
                            {"id": 2, "text": {"localized": {"en_US": "10-50"}}},
                            {"id": 3, "text": {"localized": {}}},
                        ]
                    }
                },
            },
        ]
    },
}


def page_of(person: Person) -> Profile:
    return Profile("linkedin", "77000077", "linkedin_organization", person.tokens.access)


def publish(person: Person, text: str = "Hello", **more: Any) -> dict[str, Any]:
    """The post as LinkedIn has it."""
    made = LINKEDIN.publish(page_of(person), Post(uuid4(), text, **more))
    return calls.read(person.tokens.access, f"posts/{made.external_id.replace(':', '%3A')}")


def stranger() -> Profile:
    return Profile("linkedin", "7", "linkedin_organization", uuid4().hex)


# Text


@given(MARKS)
def test_text_is_read_as_it_was_written_whatever_marks_are_in_it(text):
    assert littletext.read(littletext.written(text)) == text
    assert played.plain(littletext.written(text)) == text
    assert littletext.read(played.escaped(text)) == text


@pytest.mark.parametrize(
    ("commentary", "seen"),
    [
        ("Thanks @[Lena \\(CMO\\)](urn:li:person:1)!", "Thanks Lena (CMO)!"),
        ("{hashtag|\\#|waha} and #dates", "#waha and #dates"),
        ("", ""),
    ],
)
def test_mentions_and_hashtags_are_read_as_people_see_them(commentary, seen):
    assert littletext.read(commentary) == seen


def test_a_hashtag_stays_one_and_a_number_sign_does_not_become_one():
    assert littletext.written("#dates is #1, # and C#") == r"#dates is #1, \# and C\#"


def test_a_text_with_brackets_arrives_whole(linkedin_person):
    text = "Open (until late) – 50% off* #dates @ a_b"

    assert LINKEDIN.publish(page_of(linkedin_person), Post(uuid4(), text)).url.startswith(
        "https://www.linkedin.com/"
    )

    assert next(LINKEDIN.fetch_posts(page_of(linkedin_person), LONG_AGO)).text == text


# What a post shows


def test_one_image_is_media_and_more_are_a_set(linkedin_person):
    one, three = (publish(linkedin_person, media=(PICTURE,) * count) for count in (1, 3))

    assert set(one["content"]) == {"media"}
    assert len(three["content"]["multiImage"]["images"]) == 3
    rows = list(LINKEDIN.fetch_posts(page_of(linkedin_person), NOON - timedelta(minutes=1)))
    assert sorted(len(row.media) for row in rows) == [1, 3]


def test_a_link_is_an_article_with_the_first_line_as_its_title(linkedin_person):
    bare = publish(linkedin_person, "\nWinter is here\nCome in", link="https://shop.example/w")
    shown = publish(linkedin_person, "", link="https://shop.example/w", media=(PICTURE,))

    assert bare["content"] == {"article": {"source": "https://shop.example/w", "title": "Winter is here"}}
    assert shown["content"]["article"]["title"] == "https://shop.example/w"
    assert shown["content"]["article"]["thumbnail"].startswith("urn:li:image:")


def test_beside_a_film_the_link_is_in_the_text(linkedin_person, monkeypatch):
    monkeypatch.setattr(uploads, "PAUSE_S", 0)
    post = publish(linkedin_person, "Watch", link="https://shop.example/w", media=(FILM,))
    again = publish(linkedin_person, "At https://shop.example/w", link="https://shop.example/w", media=(FILM,))

    assert (post["commentary"], set(post["content"])) == ("Watch\nhttps://shop.example/w", {"media"})
    assert again["commentary"] == "At https://shop.example/w"
    rows = list(LINKEDIN.fetch_posts(page_of(linkedin_person), NOON - timedelta(minutes=1)))
    assert all(row.media[0].endswith(".mp4") and row.external_id.startswith("urn:li:ugcPost:") for row in rows)


@pytest.mark.parametrize(
    "media",
    [(PICTURE,) * 21, (FILM, FILM), (PICTURE, FILM), ("https://media.example/notes.txt",)],
    ids=["too many", "two films", "mixed", "neither"],
)
def test_media_that_linkedin_does_not_take_are_refused_before_anything_is_sent(linkedin_person, media):
    before = len(linkedin_person.calls())

    with pytest.raises(Refused) as refused:
        LINKEDIN.publish(page_of(linkedin_person), Post(uuid4(), "Hello", media))

    assert refused.value.facts["field"] == "media"
    assert len(linkedin_person.calls()) == before


def test_a_kind_of_image_that_linkedin_does_not_take_is_refused(server):
    server.acts = [answer(b"RIFF\x00\x00\x00\x00WEBPVP8 ")]

    with pytest.raises(Refused) as refused:
        LINKEDIN.publish(stranger(), Post(uuid4(), "Hello", (f"http://127.0.0.1:{server.port}/a.webp",)))

    assert refused.value.facts["field"] == "media"
    assert server.asked == ["/a.webp"]


def film(server: Server, status: str) -> Post:
    """A post with a film that comes to that status."""
    place = {"uploadUrl": "https://www.linkedin.com/dms-uploads/v/1", "firstByte": 0, "lastByte": 3}
    begun = {"value": {"video": "urn:li:video:1", "uploadToken": "", "uploadInstructions": [place]}}
    said = [b"\x00\x00\x00\x18ftypmp42", orjson.dumps(begun), b"", b"{}", orjson.dumps({"status": status})]
    server.acts = [answer(each, etag="tag") for each in said]
    return Post(uuid4(), "Watch", (f"http://127.0.0.1:{server.port}/a.mp4",))


def test_a_film_that_cannot_be_processed_is_refused(server):
    with pytest.raises(Refused) as refused:
        LINKEDIN.publish(stranger(), film(server, "PROCESSING_FAILED"))

    assert refused.value.facts["field"] == "media"


def test_a_film_that_is_never_ready_leaves_nothing_published_and_says_so(server, monkeypatch):
    monkeypatch.setattr(uploads, "FINISH_S", 0.05)
    monkeypatch.setattr(uploads, "PAUSE_S", 0.01)

    with pytest.raises(PlatformBusy) as waiting:
        LINKEDIN.publish(stranger(), film(server, "PROCESSING"))

    assert "unconfirmed" not in waiting.value.facts
    assert not any("posts" in path for path in server.asked)


def test_files_and_tokens_go_to_linkedin_and_nowhere_else(server):
    server.acts = [answer(b"", 201, etag='"a tag"')]

    assert calls.put("token", "https://elsewhere.example/dms-uploads/1?ticket=2", b"bytes") == "a tag"
    with pytest.raises(PlatformError, match="elsewhere"):
        calls.put("token", "https://elsewhere.example/1", b"bytes")

    assert server.asked == ["/linkedin/dms-uploads/1?ticket=2"]


# Reading


def test_posts_are_read_page_by_page(linkedin_person, monkeypatch):
    whole = list(LINKEDIN.fetch_posts(page_of(linkedin_person), LONG_AGO))
    monkeypatch.setattr(posts, "PAGE", 3)

    assert list(LINKEDIN.fetch_posts(page_of(linkedin_person), LONG_AGO)) == whole
    assert len(whole) == 8
    assert list(LINKEDIN.fetch_posts(page_of(linkedin_person), whole[4].published_at)) == whole[:5]


def test_what_is_not_told_of_a_post_is_not_zero():
    row = posts.read_post({"id": "urn:li:share:1", "publishedAt": 1672876484617}, {}, {})

    assert (row.text, row.impressions, row.media) == ("", None, ())
    assert posts.read_post({"id": "urn:li:share:1", "createdAt": 1}, {"likeCount": -1}, {}).likes == 0


def test_a_page_that_is_not_told_of_is_called_by_its_number(server):
    roles = {"elements": [{"organizationalTarget": "urn:li:organization:55", "role": "ADMINISTRATOR"}]}
    server.acts = [answer(orjson.dumps(roles)), answer(b'{"results":{},"errors":{"55":{"status":403}}}')]

    (row,) = LINKEDIN.fetch_profiles("token")

    assert (row.external_id, row.name, row.token) == ("55", "55", None)


# Leads


def test_a_lead_is_read_with_the_names_of_what_was_asked():
    row = leads.read_lead(SAMPLE, FORM)

    assert row.fields == {"email": "a@example.com", "size": "10-50, 3", "9": ""}
    assert (row.form_id, row.form_name, row.ad_id, row.ad_set_id, row.campaign_id) == (
        "2763",
        "Winter",
        "10",
        "20",
        "",
    )
    assert (row.is_test, row.created_at) == (True, datetime(2023, 1, 4, 23, 54, 44, 617000, UTC))


def test_a_lead_of_a_page_has_no_ad():
    row = leads.read_lead(SAMPLE | {"associatedEntity": {"event": "urn:li:event:1"}, "leadMetadata": None}, {})

    assert (row.ad_id, row.ad_set_id, row.form_name) == ("", "", "")


def test_a_lead_that_was_told_can_be_fetched(linkedin_person):
    with receiving(NOON) as door:
        order = {"platform": "linkedin", "url": door.url, "kind": "lead"}
        happened = linkedin_person.sandbox.post("/webhooks", **order)["happened"]
        (notice,) = LINKEDIN.read_webhook(orjson.loads(door.deliveries[0].body))

    row = LINKEDIN.fetch_lead(linkedin_person.tokens.access, notice.facts["lead_id"])

    assert row.fields == happened["fields"]
    assert (row.external_id, row.form_id, row.ad_id) == (happened["id"], happened["form_id"], happened["ad_id"])
    assert (row.ad_set_id, row.created_at) == (happened["ad_set_id"], NOON)


def test_a_lead_that_is_not_there_is_missing(linkedin_person):
    with pytest.raises(Missing):
        LINKEDIN.fetch_lead(linkedin_person.tokens.access, "999")


def test_no_answer_shows_in_what_is_logged():
    assert "a@example.com" not in repr(leads.read_lead(SAMPLE, FORM))


# Whatever comes

WORDS = [
    "elements", "results", "organization", "id", "publishedAt", "createdAt", "content", "media", "multiImage",
    "images", "totalShareStatistics", "share", "likeCount", "versionedLeadGenFormUrn", "formResponse", "answers",
    "questionId", "submittedAt", "value", "image", "video", "uploadUrl", "uploadInstructions", "urn:li:share:1",
]  # fmt: skip
LEAVES = st.none() | st.booleans() | st.sampled_from([0, -1, 2**60, "", "x", "urn:li:share:1", "urn:li:video:1"])
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5)
)
PAGES = st.fixed_dictionaries({"elements": st.lists(ANYTHING, max_size=3)})
LEADS = ANYTHING.map(lambda value: SAMPLE | {"formResponse": {"answers": [value]}, "leadMetadata": value})


@effort(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=ANYTHING | PAGES | LEADS)
def test_whatever_json_comes_nothing_breaks(body, server, redis):
    server.acts = [answer(orjson.dumps(body))]
    said = Post(uuid4(), "Hello", (), "https://shop.example")
    verbs: list[Callable[[], object]] = [
        lambda: LINKEDIN.fetch_profiles("token"),
        lambda: list(LINKEDIN.fetch_posts(stranger(), LONG_AGO)),
        lambda: LINKEDIN.publish(stranger(), said),
        lambda: LINKEDIN.fetch_lead("token", "1"),
        lambda: uploads.addresses("token", ["urn:li:image:1", "urn:li:video:1"]),
        lambda: uploads.sent("token", "urn:li:organization:1", Medium("a.jpg", "image/jpeg", b"x")),
        lambda: uploads.sent("token", "urn:li:organization:1", Medium("a.mp4", "video/mp4", b"x")),
    ]

    for verb in verbs:
        redis.flushall()
        with suppress(PlatformError, Missing):
            verb()
