"""What X tells, to the letter: its vectors, its two forms, and a challenge that may not become a signature."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.connectors.notices import Delivery, Forged, Greeting, Kind, Notice, Owner, Secrets
from engine.connectors.twitter import greet, read_webhook, verify

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRETS = Secrets(("appsecret",))
ME, THEY = "1111111111111111111", "2222222222222222222"


def delivered(body, signature):
    return Delivery({"x-twitter-webhooks-signature": signature}, {}, body, NOW)


def challenged(token, body=b""):
    return Delivery({}, {"crc_token": token, "nonce": "n"}, body, NOW)


def told(event, payload, **data):
    """One event of the X Activity API, as its documents show it."""
    envelope = {"event_uuid": "2080761390344937796", "filter": {"user_id": ME}, "event_type": event, "tag": "t"}
    return {"data": envelope | {"payload": payload} | data}


def tweet(**fields):
    usual = {
        "id": 954491830116155396, "id_str": "954491830116155396", "text": "When?",
        "created_at": "Mon Mar 26 16:33:26 +0000 2018", "in_reply_to_status_id_str": "20",
        "in_reply_to_user_id_str": ME, "user": {"id_str": THEY, "name": "Jordan Brinks", "screen_name": "jordan"},
    }  # fmt: skip
    return {"for_user_id": ME, "user_has_blocked": False, "tweet_create_events": [usual | fields]}


def message(sender=THEY, **users):
    told = {"target": {"recipient_id": ME}, "sender_id": sender, "message_data": {"text": "Hello!"}}
    said = {
        "type": "message_create", "id": "954491830116155397", "created_timestamp": "1516403560557",
        "message_create": told,
    }  # fmt: skip
    return {"direct_message_events": [said], "users": users}


# Signatures and challenges


def test_the_vectors_of_the_reference_hold():
    verify(delivered(b'{"a":1}', "sha256=utA2G0+8ziHTvCX27OuPI6vOhWzXbCnRjUd9u/8jdoc="), SECRETS)

    assert greet(challenged("challenge_string"), SECRETS) == Greeting(
        {"response_token": "sha256=cio7Vqf5tx5bg++OqfuXY+ZNPKwNgp8zHbF/aWpOwt0="}
    )


@pytest.mark.parametrize(
    ("signature", "reason"),
    [
        ("", "missing"),
        ("utA2G0+8ziHTvCX27OuPI6vOhWzXbCnRjUd9u/8jdoc=", "malformed"),
        ("sha256=utA2G0-8ziHTvCX27OuPI6vOhWzXbCnRjUd9u_8jdoc=", "malformed"),
        ("sha256=utA2G0+8ziHTvCX27OuPI6vOhWzXbCnRjUd9u/8jdoc", "malformed"),
        ("SHA256=utA2G0+8ziHTvCX27OuPI6vOhWzXbCnRjUd9u/8jdoc=", "malformed"),
        ("sha256=utA2G0+8ziHTvCX27OuPI6vOhWzXbCnRjUd9u/8jdod=", "wrong"),  # decodes to the very same bytes
        ("sha256=utA2G0+8ziHTvCX27OuPI6vOhWzXbCnRjUd9u/8jdOC=", "wrong"),
    ],
)
def test_a_signature_is_believed_letter_for_letter(signature, reason):
    with pytest.raises(Forged) as refused:
        verify(delivered(b'{"a":1}', signature), SECRETS)
    assert refused.value.facts["reason"] == reason


@given(st.text(min_size=1, max_size=300))
def test_no_answer_to_a_challenge_signs_a_body(text):
    """Whoever may have any text signed could sign events: a challenge with a letter of JSON's is refused."""
    token = f'{{"for_user_id":"{text}"}}'

    with pytest.raises(Forged) as refused:
        greet(challenged(token), SECRETS)
    assert refused.value.facts["reason"] == "malformed"


def test_the_first_secret_answers_and_nobody_answers_without_one():
    both = greet(challenged("challenge_string"), Secrets(("appsecret", "older")))

    assert both == greet(challenged("challenge_string"), SECRETS)
    assert greet(challenged("challenge_string"), Secrets(())) is None
    assert greet(challenged("challenge_string", b"{}"), SECRETS) is None
    assert greet(Delivery({}, {}, b"", NOW), SECRETS) is None


# The older form


def test_a_reply_is_a_comment():
    [notice] = read_webhook(tweet())

    assert notice == Notice(
        Kind.COMMENT, Owner.PROFILE, ME,
        {"comment_id": "954491830116155396", "post_id": "20", "author": "Jordan Brinks", "text": "When?"},
        "954491830116155396", datetime(2018, 3, 26, 16, 33, 26, tzinfo=UTC),
    )  # fmt: skip


def test_a_long_reply_is_read_whole():
    long = {"full_text": "When? " * 50}

    assert read_webhook(tweet(extended_tweet=long))[0].facts["text"] == "When? " * 50


@pytest.mark.parametrize(
    "fields",
    [
        {"user": {"id_str": ME}},  # one's own answer to oneself
        {"in_reply_to_user_id_str": None, "in_reply_to_status_id_str": None},  # a mention
        {"in_reply_to_user_id_str": "3"},  # an answer to somebody else
        {"in_reply_to_user_id_str": None, "retweeted_status": {"id_str": "20"}},
    ],
)
def test_what_else_is_said_changes_how_posts_stand(fields):
    assert [notice.kind for notice in read_webhook(tweet(**fields))] == [Kind.FIGURES]


def test_a_message_names_its_author_where_x_does():
    known = {"for_user_id": ME} | message(**{THEY: {"id": THEY, "name": "Jordan Brinks"}})
    unknown, own = {"for_user_id": ME} | message(), {"for_user_id": ME} | message(ME)

    [notice] = read_webhook(known)
    assert (notice.kind, notice.owner_id, notice.key) == (Kind.MESSAGE, ME, "954491830116155397")
    assert notice.facts == {"message_id": "954491830116155397", "author": "Jordan Brinks", "text": "Hello!"}
    assert notice.occurred_at == datetime(2018, 1, 19, 23, 12, 40, 557_000, tzinfo=UTC)
    assert read_webhook(unknown)[0].facts["author"] == THEY
    assert read_webhook(own)[0].kind is Kind.OTHER


def test_a_like_received_changes_how_posts_stand_and_one_given_does_not():
    def like(author):
        event = {"id": "a7ba", "timestamp_ms": 1522082006140, "favorited_status": {"user": {"id_str": author}}}
        return read_webhook({"for_user_id": ME, "favorite_events": [event]})[0]

    assert (like(ME).kind, like(ME).key, like(ME).occurred_at.year) == (Kind.FIGURES, "a7ba", 2018)
    assert like(THEY).kind is Kind.OTHER


def test_access_that_was_withdrawn_names_the_person():
    revoke = {
        "date_time": "2018-05-24T09:48:12+00:00",
        "target": {"app_id": "1"},
        "source": {"user_id": "63046977"},
    }

    [notice] = read_webhook({"user_event": {"revoke": revoke}})

    assert (notice.kind, notice.owner, notice.owner_id) == (Kind.ACCESS, Owner.PROFILE, "63046977")
    assert notice.occurred_at == datetime(2018, 5, 24, 9, 48, 12, tzinfo=UTC)


def test_every_event_of_a_body_is_read():
    body = tweet() | {"follow_events": [{"type": "follow"}, {"type": "follow"}]} | message()
    body["tweet_create_events"] *= 2

    kinds = [notice.kind for notice in read_webhook(body)]

    assert kinds == [Kind.COMMENT, Kind.COMMENT, Kind.OTHER, Kind.OTHER, Kind.MESSAGE]
    assert read_webhook(body)[2].facts == {"what": "follow_events"}


# The newer form


def test_a_reply_of_the_newer_form_is_the_same_comment():
    payload = {
        "id": "2090000000000000001", "in_reply_to_tweet_id": "2080761390344937796", "author_id": THEY,
        "in_reply_to_user_id": ME, "text": "@ExampleUser Great post", "created_at": "2026-08-12T18:00:00.000Z",
    }  # fmt: skip
    named = {"users": [{"id": THEY, "name": "Jordan"}, {"data": {"id": "3", "name": "Else"}}]}

    [bare] = read_webhook(told("post.reply.create", payload, includes={}))
    [notice] = read_webhook(told("post.reply.create", payload, includes=named))

    assert (notice.kind, notice.owner_id, notice.key) == (Kind.COMMENT, ME, "2090000000000000001")
    assert notice.occurred_at == datetime(2026, 8, 12, 18, tzinfo=UTC)
    assert notice.facts == {
        "comment_id": "2090000000000000001", "post_id": "2080761390344937796", "author": "Jordan",
        "text": "@ExampleUser Great post",
    }  # fmt: skip
    assert bare.facts["author"] == THEY


def test_a_message_of_the_newer_form_is_the_same_message():
    [notice] = read_webhook(told("dm.received", message(**{THEY: {"data": {"id": THEY, "name": "OtherUser"}}})))

    assert (notice.kind, notice.owner_id) == (Kind.MESSAGE, ME)
    assert notice.facts == {"message_id": "954491830116155397", "author": "OtherUser", "text": "Hello!"}


def test_withdrawn_access_of_the_newer_form_has_an_empty_filter():
    payload = {"date_time": "2026-07-23T21:44:05+00:00", "user_id": ME, "app_id": "29820954"}

    [notice] = read_webhook(told("oauth.revoke", payload, filter={}))

    assert (notice.kind, notice.owner_id, notice.key) == (Kind.ACCESS, ME, "2080761390344937796")


@pytest.mark.parametrize(
    ("event", "data", "kind"),
    [
        ("like.create", {"filter": {"user_id": ME, "direction": "inbound"}}, Kind.FIGURES),
        ("like.create", {"filter": {"user_id": ME, "direction": "outbound"}}, Kind.OTHER),
        ("post.repost.create", {}, Kind.FIGURES),
        ("post.delete", {}, Kind.FIGURES),
        ("post.delete", {"filter": {}}, Kind.OTHER),
        ("dm.received", {}, Kind.OTHER),
        ("follow.follow", {}, Kind.OTHER),
        ("planet.create", {"filter": 3}, Kind.OTHER),
    ],
)
def test_events_of_the_newer_form_have_our_words(event, data, kind):
    [notice] = read_webhook(told(event, {"id": "1"}, **data))

    assert notice.kind is kind
    assert kind is not Kind.OTHER or notice.facts == {"what": event}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["data", "event_type", "payload", "filter", "user_id", "for_user_id", "users", "id",
                         "tweet_create_events", "favorite_events", "direct_message_events", "message_create",
                         "user_event", "revoke", "source", "created_at", "timestamp_ms", "id_str"]), inner,
        max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(_JSON)
def test_any_json_at_all_is_read_as_something(body):
    notices = read_webhook(body)

    assert notices
    assert all(notice.owner_id or notice.kind is Kind.OTHER for notice in notices)
