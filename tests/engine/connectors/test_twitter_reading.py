"""What only X has: signatures, currencies on what pays, objectives on line items, placements, jobs and files."""

import gzip
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from db.kinds import EntityStatus, Level, Objective
from engine.connectors import connector, http
from engine.connectors.base import Account
from engine.connectors.twitter import metrics as figures
from engine.connectors.twitter import platform as words
from engine.connectors.twitter.calls import DIALECT, sign
from engine.connectors.twitter.calls import person as person_of
from engine.connectors.twitter.signin import code_of
from engine.connectors.wire import Call
from engine.core import clock
from engine.core.errors import PlatformBusy, PlatformError, Refused, SignedOut, TooMuchData
from engine.core.periods import Days
from tests.control import Control
from tests.engine.connectors.conftest import REDIRECT, Person
from tests.engine.connectors.server import answer


@pytest.fixture
def person(sandbox: Control, redis: Redis) -> Person:
    return Person("twitter", connector("twitter"), sandbox)


def line_item(person):
    return next(
        (account, row)
        for account in person.busy()
        for row in person.entities(account)
        if row.level is Level.AD_SET and row.status is EntityStatus.ACTIVE and row.bid_micros
    )


def test_what_x_sends_a_person_back_with_becomes_a_code(person):
    url = person.connector.authorize_url(REDIRECT, "state-1", "")
    back = httpx.post(url, data={"answer": "allow"}, trust_env=False).headers["location"]
    returned = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    code = code_of(returned)

    assert code is not None
    tokens = person.connector.exchange_code(code, REDIRECT, "")
    assert len(person.connector.fetch_accounts(tokens.access)) == len(person.rows)
    assert tokens.expires_at is None
    assert code_of({"denied": "token", "state": "state-1"}) is None


def test_a_token_carries_its_secret_and_neither_opens_alone(person):
    token, _, secret = person.tokens.access.partition(":")
    assert token
    assert secret
    for half in (token, f"{token}:wrong", f":{secret}"):
        with pytest.raises(SignedOut):
            person.connector.fetch_accounts(half)


@pytest.mark.parametrize(("token", "owner"), [("756-abc:secret", "user 756"), ("invented:secret", "user ?")])
def test_whose_budget_it_is_tells_nothing_of_the_token(token, owner):
    assert person_of(token) == owner


def test_every_try_is_signed_anew(server, redis):
    server.acts = [answer(b"{}", 503), answer(b"{}")]
    seen = []

    def spy(method, url):
        seen.append(sign("token:secret", "", method, url)["Authorization"])
        return {"Authorization": seen[-1]}

    http.send(DIALECT, Call("GET", "https://ads-api.x.com/12/accounts", repeatable=True, sign=spy))

    assert len(set(seen)) == 2
    assert all("secret" not in header for header in seen)


def test_currencies_stand_on_what_pays(person):
    assert {(row.currency, row.timezone) for row in person.rows} == {
        ("SAR", "Asia/Riyadh"), ("USD", "America/Los_Angeles"), ("EUR", "Europe/Berlin"),
    }  # fmt: skip


def test_objectives_come_from_line_items_and_their_tags(person):
    found = {row.objective for a in person.busy() for row in person.entities(a) if row.level is Level.CAMPAIGN}

    assert found >= {Objective.SALES, Objective.LEADS, Objective.APP, Objective.VIDEO_VIEWS, Objective.AWARENESS}


def test_a_long_window_is_asked_as_jobs_and_a_short_one_at_once(person):
    account = person.busy()[0]
    person.metrics(account, person.last_days(7, account))
    assert not [call for call in person.calls() if "/stats/jobs/" in call["path"]]

    long = person.metrics(account, person.last_days(30, account))

    files = [call for call in person.calls() if call["path"].endswith(".json.gz")]
    assert files
    assert len({(row.external_id, row.date) for row in long}) == len(long)


def test_placements_are_added_up(person):
    account = person.busy()[0]
    person.metrics(account, person.last_days(5, account))

    asked = {
        call["query"].get("placement") for call in person.calls() if call["path"].endswith(account.external_id)
    }
    assert {"ALL_ON_TWITTER", "SPOTLIGHT"} <= asked


def test_where_a_list_of_ids_is_cut_nothing_is_lost_or_doubled(person, monkeypatch):
    account = person.busy()[0]
    whole = person.metrics(account, person.last_days(3, account), Level.AD)

    monkeypatch.setattr(figures, "CHUNK", 3)
    cut = person.metrics(account, person.last_days(3, account), Level.AD)

    assert cut == whole
    asked = [call["query"]["entity_ids"].split(",") for call in person.calls() if "entity_ids" in call["query"]]
    assert 3 < max(map(len, asked)) <= 20


def test_a_failed_job_is_asked_again_later(person):
    account = person.busy()[0]
    person.sandbox.fault("twitter", "job_failed")

    with pytest.raises(PlatformBusy):
        person.metrics(account, person.last_days(20, account))


def test_a_bid_belongs_to_the_line_item(person):
    account, item = line_item(person)

    person.change(account, item, bid_micros=2_340_000)

    assert person.read_back(account, item).bid_micros == 2_340_000


def test_what_x_keeps_nowhere_is_refused_before_any_call(person):
    account, campaign = person.active_campaign()
    before = len(person.calls())

    for change in ({"bid_micros": 1_000_000}, {"status": EntityStatus.ARCHIVED}):
        with pytest.raises(Refused):
            person.change(account, campaign, **change)

    assert len(person.calls()) == before


@pytest.mark.parametrize("level", [Level.CAMPAIGN, Level.AD_SET, Level.AD])
def test_what_is_removed_stays_in_the_list(person, level):
    account = person.busy()[0]
    row = next(r for r in person.entities(account) if (r.level, r.status) == (level, EntityStatus.ACTIVE))

    person.change(account, row, status=EntityStatus.REMOVED)

    assert person.read_back(account, row).status is EntityStatus.REMOVED


@pytest.mark.parametrize(
    ("now", "expected"), [(datetime(2026, 11, 22, tzinfo=UTC), "07"), (datetime(2026, 7, 1, tzinfo=UTC), "06")]
)
def test_days_begin_by_todays_offset_whatever_it_was_then(now, expected):
    account = Account("twitter", "a", "USD", "America/Denver", "t:s")
    with clock.stopped_at(now):
        asked = figures.window(account, Days(date(2026, 7, 10), date(2026, 11, 10)))

    assert asked == {"start_time": f"2026-07-10T{expected}:00:00Z", "end_time": f"2026-11-10T{expected}:00:00Z"}


@given(st.lists(st.none() | st.integers(0, 10**12), min_size=1, max_size=90))
def test_null_is_zero_in_an_array_and_instead_of_one(values):
    item = {"id": "c1", "id_data": [{"segment": None, "metrics": {"impressions": values, "url_clicks": None}}]}
    homes = {"c1": figures.Home("c1", figures.PURCHASES)}

    _, found = figures.read_figures(homes, len(values), item)

    assert found == {"impressions": [value or 0 for value in values], "clicks": [0] * len(values)}


def test_conversions_are_views_and_engagements_and_never_assisted_ones():
    metric = {
        "post_view": [1, 0], "post_engagement": [2, 5], "assisted": [9, 9], "order_quantity": [3, 5],
        "sale_amount": [12_340_000, None],
    }  # fmt: skip

    found = figures.read_conversions(metric, 2)

    assert found == {"conversions": [3, 5], "value_micros": [12_340_000, 0]}
    assert figures.read_conversions(None, 1) == {"conversions": [0], "value_micros": [0]}


@pytest.mark.parametrize(
    ("word", "goal", "tag", "expected"),
    [
        ("REACH", "MAX_REACH", "", Objective.AWARENESS),
        ("WEBSITE_CLICKS", "LINK_CLICKS", "", Objective.TRAFFIC),
        ("WEBSITE_CLICKS", "WEBSITE_CONVERSIONS", "PURCHASE", Objective.SALES),
        ("WEBSITE_CLICKS", "WEBSITE_CONVERSIONS", "SIGN_UP", Objective.LEADS),
        ("FOLLOWERS", "FOLLOWERS", "", Objective.ENGAGEMENT),
        ("PREROLL_VIEWS", "PREROLL", "", Objective.VIDEO_VIEWS),
        ("APP_ENGAGEMENTS", "APP_CLICKS", "", Objective.APP),
        ("TOMORROW", "", "", Objective.UNKNOWN),
    ],
)
def test_objectives_have_our_words(word, goal, tag, expected):
    assert words.objective(word, goal, tag) is expected


def test_statuses_have_our_words():
    over = datetime(2020, 1, 1, tzinfo=UTC)

    assert {status: words.status(word) for status, word in words.STATUSES.items()} == {
        status: status for status in words.STATUSES
    }
    assert words.status("DRAFT") is EntityStatus.DRAFT
    assert words.status("FROZEN") is EntityStatus.PAUSED
    assert words.status("ACTIVE", ends_at=over) is EntityStatus.COMPLETED
    assert words.status("ACTIVE", deleted=True, ends_at=over) is EntityStatus.REMOVED


def test_a_packed_file_is_unpacked_and_no_bomb_is(server, redis, monkeypatch):
    server.acts = [
        answer(gzip.compress(b'{"data": [1]}')),
        answer(gzip.compress(b" " * 5_000)),
        answer(b"\x1f\x8bno"),
    ]
    assert http.send(DIALECT, server.call()).body == {"data": [1]}

    monkeypatch.setattr(http, "LARGEST_ANSWER", 1_000)
    with pytest.raises(TooMuchData):
        http.send(DIALECT, server.call())
    with pytest.raises(PlatformError):
        http.send(DIALECT, server.call())


def test_counts_are_exact(person):
    account = person.busy()[0]

    rows = person.metrics(account, person.last_days(3, account))

    assert all(row.reach is None and isinstance(row.conversions, Decimal) for row in rows)
