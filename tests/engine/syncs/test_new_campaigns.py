"""A campaign that appears in an account is told of; those of its first listing are not."""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import delete, select

from db.kinds import DataType
from db.models import AdCampaign, OutboxEvent
from db.session import session
from engine.core.work import work
from engine.syncs.bring import TOLD_AT_ONCE, _tell_of_new


def created(account) -> Sequence[OutboxEvent]:
    query = select(OutboxEvent).where(OutboxEvent.name == "CampaignCreated").order_by(OutboxEvent.id)
    with session(account.org_id) as reader:
        return reader.scalars(query).all()


def lose(account, count: int) -> None:
    """As if these had not been there at the last listing."""
    with session(account.org_id) as writer:
        ids = writer.scalars(select(AdCampaign.id).limit(count)).all()
        writer.execute(delete(AdCampaign).where(AdCampaign.id.in_(ids)))
        writer.commit()


def test_a_first_sync_tells_of_no_campaign_and_a_later_one_of_what_is_new(account):
    account.sync()
    assert created(account) == []
    lose(account, 2)

    account.sync(DataType.CAMPAIGNS)
    account.sync(DataType.CAMPAIGNS)

    told = created(account)
    with session(account.org_id) as reader:
        names = {one.id for one in reader.scalars(select(AdCampaign))}
    assert len(told) == 2
    assert {one.about[0] for one in told} < names
    assert [one.payload["others"] for one in told] == [0, 0]


def test_of_hundreds_at_once_some_are_told_and_the_rest_are_counted(account):
    with work(account.org_id) as unit:
        _tell_of_new(unit, [uuid4() for _ in range(300)])

    told = created(account)
    assert len(told) == TOLD_AT_ONCE
    assert [one.payload["others"] for one in told][-2:] == [0, 300 - TOLD_AT_ONCE]
