"""What the world knows and no platform tells: how each campaign really responds to money and time."""

from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.world.accounts import PER_DOLLAR
from sandbox.world.chance import generator
from sandbox.world.model import MICROS, Campaign, Objective

# Objective → dollars per thousand impressions, click rate, dollars per conversion, dollars it is worth.
ECONOMICS = {
    Objective.AWARENESS: (2.4, 0.006, 45.0, 60.0),
    Objective.TRAFFIC: (4.5, 0.018, 28.0, 55.0),
    Objective.ENGAGEMENT: (3.2, 0.014, 38.0, 50.0),
    Objective.VIDEO_VIEWS: (3.0, 0.005, 55.0, 60.0),
    Objective.LEADS: (8.5, 0.012, 14.0, 0.0),
    Objective.SALES: (9.0, 0.016, 13.0, 66.0),
    Objective.APP: (6.0, 0.015, 7.0, 11.0),
}


@dataclass(frozen=True, slots=True)
class Truth:
    """The hidden parameters of one campaign; money in micros of the account's currency.

    Conversions a day follow `most_conversions · A / (A + half_spend_micros)` where A is spend after adstock.
    """

    cpm_micros: float
    click_rate: float
    half_spend_micros: float
    most_conversions: float
    order_micros: float
    adstock: float
    weekday_swing: float
    season_swing: float
    break_on: date
    break_factor: float
    fatigue_impressions: float
    fatigue_floor: float
    lag_days: float
    reported_at_once: float
    fraud_from: date | None
    fraud_clicks: float
    noise: float


def draw(seed: int, campaign: Campaign, daily_micros: float, days: int) -> Truth:
    """Draw a campaign's truths; `daily_micros` is its usual budget and `days` how long it has run."""
    first, objective = campaign.starts_on, campaign.objective
    chance = generator(seed, "truth", campaign.account.platform, campaign.id)
    dollar = PER_DOLLAR[campaign.account.currency] * MICROS
    cpm, click_rate, cost, value = ECONOMICS[objective]
    cost_micros = cost * dollar * chance.uniform(0.6, 1.6)
    half = daily_micros * chance.uniform(0.7, 3.5)
    return Truth(
        cpm_micros=cpm * dollar * chance.uniform(0.7, 1.5),
        click_rate=click_rate * chance.uniform(0.7, 1.5),
        half_spend_micros=half,
        most_conversions=(daily_micros + half) / cost_micros,
        order_micros=value * dollar * chance.uniform(0.7, 1.5),
        adstock=chance.uniform(0.1, 0.6),
        weekday_swing=chance.uniform(0.03, 0.16),
        season_swing=chance.uniform(0.1, 0.7) if objective is Objective.SALES else chance.uniform(0, 0.25),
        break_on=first + timedelta(days=int(chance.uniform(0.3, 0.8) * days)),
        break_factor=float(chance.choice([0.7, 0.85, 1.0, 1.0, 1.2, 1.35])),
        fatigue_impressions=daily_micros / (cpm * dollar) * 1000 * chance.uniform(60, 400),
        fatigue_floor=chance.uniform(0.5, 0.9),
        lag_days=chance.uniform(2, 7),
        reported_at_once=chance.uniform(0.55, 0.85),
        fraud_from=first + timedelta(days=int(chance.uniform(0.5, 0.95) * days))
        if chance.random() < 0.12
        else None,
        fraud_clicks=chance.uniform(3, 7),
        noise=chance.uniform(0.06, 0.18),
    )
