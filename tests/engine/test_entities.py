"""Storing a listing: three levels at once, only the difference written, and no burial on half a listing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from db.kinds import EntityStatus, Level, Objective
from db.models import Ad, AdCampaign, AdSet
from db.session import session
from engine import entities
from engine.connectors import connector
from engine.connectors.base import EntityRow
from engine.core.errors import PlatformBusy, PlatformError
from engine.staging import Counts, Source
from tests.factories import make_integration, make_org

CAMPAIGN = EntityRow(
    Level.CAMPAIGN,
    "c1",
    None,
    "حملة\tالشتاء\n2026 \\ “Winter”",
    EntityStatus.ACTIVE,
    objective=Objective.SALES,
    daily_budget_micros=250_000_000,
    starts_at=datetime(2026, 10, 1, tzinfo=UTC),
    extra={"budget": "customers/1/campaignBudgets/2"},
)
AD_SET = EntityRow(Level.AD_SET, "s1", "c1", "Riyadh", EntityStatus.ACTIVE, bid_micros=1_500_000)
AD = EntityRow(Level.AD, "a1", "s1", "Video", EntityStatus.PAUSED, delivery="CAMPAIGN_PAUSED")
LISTING = (CAMPAIGN, AD_SET, AD)


class Account:
    """An account that listings are stored for."""

    def __init__(self) -> None:
        self.org_id = make_org().id
        self.source = Source(make_integration(self.org_id), connector("meta").PLATFORM, "SAR")

    def store(self, *rows: EntityRow) -> Counts:
        with session(self.org_id) as writer:
            counts = entities.store(writer, self.source, iter(rows))
            writer.commit()
            return counts

    def all(self, model):
        with session(self.org_id) as reader:
            return reader.scalars(select(model).order_by(model.external_id)).all()


@pytest.fixture
def account(database, redis) -> Account:
    return Account()


def test_a_listing_becomes_rows_that_know_their_parents(account):
    assert account.store(*LISTING) == Counts(read=3, created=3)

    [campaign], [ad_set], [ad] = (account.all(model) for model in (AdCampaign, AdSet, Ad))
    assert (campaign.name, campaign.currency, campaign.platform) == (CAMPAIGN.name, "SAR", "meta")
    assert (campaign.daily_budget_micros, campaign.starts_at) == (250_000_000, CAMPAIGN.starts_at)
    assert campaign.extra == CAMPAIGN.extra
    assert (ad_set.ad_campaign_id, ad_set.bid_micros) == (campaign.id, 1_500_000)
    assert (ad.ad_campaign_id, ad.ad_set_id, ad.delivery) == (campaign.id, ad_set.id, "CAMPAIGN_PAUSED")


def test_the_same_listing_again_writes_nothing(account):
    account.store(*LISTING)
    before = [row.updated_at for model in (AdCampaign, AdSet, Ad) for row in account.all(model)]

    assert account.store(*LISTING) == Counts(read=3, unchanged=3)

    assert [row.updated_at for model in (AdCampaign, AdSet, Ad) for row in account.all(model)] == before


@pytest.mark.parametrize(
    "changed",
    [
        {"status": EntityStatus.PAUSED},
        {"name": "Winter"},
        {"daily_budget_micros": None, "lifetime_budget_micros": 1},
        {"extra": {}},
        {"ends_at": datetime(2027, 1, 1, tzinfo=UTC)},
    ],
)
def test_what_changed_is_updated_and_nothing_else(account, changed):
    account.store(*LISTING)

    assert account.store(replace(CAMPAIGN, **changed), AD_SET, AD) == Counts(read=3, updated=1, unchanged=2)

    [campaign] = account.all(AdCampaign)
    assert {name: getattr(campaign, name) for name in changed} == changed


def test_what_a_complete_listing_no_longer_holds_gets_a_tombstone_once(account):
    account.store(*LISTING)

    assert account.store(CAMPAIGN, AD_SET).updated == 1
    [buried] = account.all(Ad)
    assert buried.deleted_at is not None
    assert account.store(CAMPAIGN, AD_SET).updated == 0


def test_what_comes_back_loses_its_tombstone(account):
    account.store(*LISTING)
    account.store(CAMPAIGN, AD_SET)

    assert account.store(*LISTING).updated == 1

    assert account.all(Ad)[0].deleted_at is None


def test_half_a_listing_buries_nobody(account):
    account.store(*LISTING)

    def half() -> Iterator[EntityRow]:
        yield CAMPAIGN
        raise PlatformBusy(platform="Meta Ads")

    with pytest.raises(PlatformBusy), session(account.org_id) as writer:
        entities.store(writer, account.source, half())

    assert [row.deleted_at for model in (AdCampaign, AdSet, Ad) for row in account.all(model)] == [None] * 3


def test_a_child_without_its_parent_is_unknown(account):
    assert account.store(CAMPAIGN, AD) == Counts(read=2, created=1, unknown=1)


def test_a_name_that_cannot_be_kept_is_the_platforms_mistake(account):
    with pytest.raises(PlatformError):
        account.store(replace(CAMPAIGN, name="a\0b"))

    assert account.all(AdCampaign) == []
