"""What really happened, for judging later: never through a platform's dialect, only through the control room."""

from dataclasses import asdict
from datetime import date
from typing import Any

from sandbox.world.model import Account, Level
from sandbox.world.reports import lines, spans_of_days
from sandbox.world.series import METRICS
from sandbox.world.world import World


def account_days(world: World, account: Account, since: date, until: date) -> list[dict[str, Any]]:
    """An account's totals by day: as the platform shows them now, and conversions once all are known."""
    campaigns = world.campaigns_of(account)
    shown = lines(world, account, campaigns, Level.ACCOUNT, spans_of_days(since, until, 1))
    final = sum((world.final_cube(campaign).sum(axis=1) for campaign in campaigns), 0)
    days = []
    for line in shown:
        place = (line.since - world.genesis).days
        known = campaigns and 0 <= place < final.shape[1]
        late = {
            f"final_{name}": int(final[METRICS.index(name), place]) if known else 0
            for name in ("conversions_e2", "value_micros")
        }
        days.append({"date": line.since, **line.numbers, **late})
    return days


def campaign_truths(world: World, account: Account) -> dict[str, dict[str, Any]]:
    """The hidden parameters of the account's campaigns, by id."""
    return {
        campaign.id: asdict(world.truths[account.platform, campaign.id])
        for campaign in world.campaigns_of(account)
    }
