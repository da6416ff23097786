"""The platform's own words are kept behind the figures: all of them, once, bounded, and without a token."""

from typing import Any

import orjson
import pytest
from sqlalchemy import select

from db.kinds import DataType
from db.models import AdCampaign
from db.session import session
from engine import syncs
from engine.connectors import tape
from engine.connectors.wire import Call
from engine.core.errors import Missing
from engine.syncs import answers
from tests.accounts import connect_account
from tests.factories import make_org


def lines(account, name: str) -> list[dict[str, Any]]:
    row = next(one for one in syncs.list_answers(account.org_id, account.integration_id) if one["name"] == name)
    return [orjson.loads(line) for line in syncs.answer_lines(account.org_id, row["id"]).splitlines()]


def names(account) -> list[str]:
    return [row["name"] for row in syncs.list_answers(account.org_id, account.integration_id)]


def test_every_window_of_a_run_can_be_read_in_the_platforms_words(any_account):
    run = any_account.sync()

    kept = syncs.list_answers(any_account.org_id, any_account.integration_id)
    assert sorted(row["name"] for row in kept) == sorted(syncs.windows.name(window) for window in run.plan)
    assert all(row["complete"] and row["calls"] > 0 and row["run_id"] == str(run.id) for row in kept)
    told = lines(any_account, "entities")
    assert all(line["call"] and line["status"] == 200 and line["answer"] for line in told)


def test_a_figure_is_found_in_them(account):
    account.sync()
    window = next(name for name in names(account) if name.startswith("metrics/campaign"))
    spent = sum(
        float(row["spend"])
        for line in lines(account, window)
        for row in orjson.loads(line["answer"]).get("data", ())
        if isinstance(row, dict) and "spend" in row
    )
    since, until = window.split("/")[2:]

    stored = sum(figures[0] for day, figures in account.stored().items() if since <= day.isoformat() < until)
    assert spent * 1_000_000 == pytest.approx(stored)


def test_a_campaigns_figure_is_traced_to_the_calls_that_told_it(account):
    account.sync()
    with session(account.org_id) as reader:
        query = select(AdCampaign).where(AdCampaign.org_id == account.org_id, AdCampaign.status == "active")
        campaign = reader.scalars(query.limit(1)).one()
    found = syncs.trace(account.org_id, campaign.id)
    assert found == {"integration_id": str(account.integration_id), "external_id": campaign.external_id}

    window = next(row for row in syncs.list_answers(account.org_id, account.integration_id)
                  if row["name"].startswith("metrics/campaign"))  # fmt: skip
    told = syncs.find_in_answer(account.org_id, window["id"], found["external_id"])
    nothing = syncs.find_in_answer(account.org_id, window["id"], "no such words")
    whole = syncs.find_in_answer(account.org_id, window["id"], "")

    assert told["hits"] >= 1
    assert all(found["external_id"] in line["answer"] and line["status"] == 200 for line in told["lines"])
    assert all(len(line["answer"]) < 2000 for line in told["lines"])
    assert nothing == {"hits": 0, "lines": []}
    assert whole["hits"] == window["calls"]
    assert syncs.trace(make_org().id, campaign.id) is None


def test_the_same_window_again_takes_the_place_of_the_last_one(account):
    account.sync(DataType.CAMPAIGNS)
    first = syncs.list_answers(account.org_id, account.integration_id)
    account.sync(DataType.CAMPAIGNS)
    second = syncs.list_answers(account.org_id, account.integration_id)

    assert [row["id"] for row in first] == [row["id"] for row in second]
    assert first[0]["fetched_at"] < second[0]["fetched_at"]


def test_only_the_newest_are_kept(account, monkeypatch):
    monkeypatch.setattr(answers, "KEPT", 2)
    run = account.sync()

    assert names(account) == [syncs.windows.name(window) for window in reversed(run.plan)][:2]


def test_another_orgs_words_are_not_found(sandbox, account):
    account.sync(DataType.CAMPAIGNS)
    [row] = syncs.list_answers(account.org_id, account.integration_id)
    stranger = make_org().id

    with pytest.raises(Missing):
        syncs.list_answers(stranger, account.integration_id)
    with pytest.raises(Missing):
        syncs.answer_lines(stranger, row["id"])


TOLD = [{"headers": {"Authorization": "Bearer se/cret"}}, {"params": {"access_token": "se/cret"}}]


@pytest.mark.parametrize("told", TOLD, ids=["header", "query"])
def test_a_token_that_comes_back_is_blacked_out(told):
    call = Call("GET", "https://x.example/a?b=c", **told)
    with tape.recording() as recorded:
        tape.note(call, 200, b'{"next": "?t=se%2Fcret", "plain": "se/cret"}')

    body = tape.unpacked(recorded.body())
    assert b"cret" not in body
    assert body.count(b"[token]") == 2
    assert b"b=c" not in body


def test_an_endless_answer_is_cut_and_says_so(monkeypatch):
    monkeypatch.setattr(tape, "LARGEST", 100)
    with tape.recording() as recorded:
        tape.note(Call("GET", "https://x.example/1"), 200, b"short")
        for number in range(2, 9):
            tape.note(Call("GET", f"https://x.example/{number}"), 200, bytes(range(32, 127)) * number)

    assert not recorded.complete
    assert recorded.calls == 8
    assert orjson.loads(tape.unpacked(recorded.body()).splitlines()[0])["answer"] == "short"


def test_nothing_is_kept_while_nobody_records(sandbox, redis, database):
    with tape.recording() as recorded:
        pass
    account = connect_account(sandbox)
    account.sync(DataType.CAMPAIGNS)

    assert recorded.calls == 0
