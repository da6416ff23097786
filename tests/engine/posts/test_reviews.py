"""Approval in steps: by somebody else, in order, anew after a change; and nothing goes out without it."""

from datetime import timedelta
from uuid import UUID

import pytest

from db.kinds import PostStatus, Role
from engine import identity, posts
from engine.core import clock
from engine.core.errors import Conflict, Denied, Invalid
from engine.core.work import Actor, work
from tests.factories import PASSWORD, make_integration, make_member, make_org, make_profile


@pytest.fixture
def org(database, redis):
    org = make_org(role=Role.MARKETER)
    make_profile(org.id, make_integration(org.id))
    with work(org.id) as unit:
        posts.set_approvals(unit, 2)
    return org


@pytest.fixture
def author(org):
    return Actor(org.email, org.user_id)


@pytest.fixture
def colleague(org):
    return another(org)


def another(org) -> Actor:
    email = make_member(org.id, Role.MARKETER)
    person = identity.current(identity.sign_in(email, PASSWORD))
    assert person
    return Actor(email, person.user_id)


def written(org, author, at=None) -> UUID:
    with work(org.id, author) as unit:
        [post] = posts.create_posts(unit, posts.Content("Hello", platforms=("meta",), scheduled_for=at))
        return post.id


def act(org, who, action, *given):
    with work(org.id, who) as unit:
        return action(unit, *given)


def test_two_others_approve_and_the_time_that_was_wished_for_holds(org, author, colleague):
    at = clock.now() + timedelta(hours=3)
    post = written(org, author, at)
    shown = posts.post_of(org.id, post)
    assert (shown["status"], shown["review"], shown["scheduled_for"]) == ("draft", "waiting", at.isoformat())

    act(org, colleague, posts.approve, post, Role.MARKETER, "good")
    assert posts.post_of(org.id, post)["status"] == "draft"
    with pytest.raises(Denied):
        act(org, colleague, posts.approve, post, Role.MARKETER)
    act(org, another(org), posts.approve, post, Role.MARKETER)

    shown = posts.post_of(org.id, post)
    assert (shown["status"], shown["review"]) == ("scheduled", "approved")
    assert [(each["verdict"], each["comment"]) for each in shown["reviews"]] == [
        ("submitted", ""), ("approved", "good"), ("approved", ""),
    ]  # fmt: skip


def test_an_author_does_not_approve_their_own_unless_they_are_an_admin(org, author):
    post = written(org, author)
    act(org, author, posts.submit, post)

    with pytest.raises(Denied):
        act(org, author, posts.approve, post, Role.MARKETER)
    act(org, author, posts.approve, post, Role.ADMIN)
    with pytest.raises(Denied):  # a second step takes a second person even so
        act(org, author, posts.approve, post, Role.ADMIN)


def test_what_is_not_approved_does_not_go_out(org, author):
    post = written(org, author)

    with pytest.raises(Conflict):
        act(org, author, posts.publish_now, post)
    act(org, author, posts.schedule, post, clock.now() + timedelta(seconds=1))
    posts.publish(org.id, post)

    assert posts.post_of(org.id, post)["status"] == PostStatus.DRAFT


def test_a_change_of_words_begins_a_new_round_and_a_move_does_not(org, author, colleague):
    post = written(org, author, clock.now() + timedelta(hours=3))
    for who in (colleague, another(org)):
        act(org, who, posts.approve, post, Role.MARKETER)

    act(org, author, posts.schedule, post, clock.now() + timedelta(hours=5))
    assert posts.post_of(org.id, post)["status"] == "scheduled"
    with work(org.id, author) as unit:
        posts.edit(unit, post, text="Other words")

    shown = posts.post_of(org.id, post)
    assert (shown["status"], shown["review"]) == ("draft", "waiting")
    act(org, colleague, posts.approve, post, Role.MARKETER)
    assert posts.post_of(org.id, post)["review"] == "waiting"


def test_a_draft_is_sent_back_with_a_reason(org, author, colleague):
    post = written(org, author)
    act(org, author, posts.submit, post)

    with pytest.raises(Invalid):
        act(org, colleague, posts.reject, post, Role.MARKETER, " ")
    act(org, colleague, posts.reject, post, Role.MARKETER, "too long")

    shown = posts.post_of(org.id, post)
    assert (shown["review"], shown["reviews"][-1]["comment"]) == ("rejected", "too long")
    act(org, author, posts.submit, post)
    assert posts.post_of(org.id, post)["review"] == "waiting"
