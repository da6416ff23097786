"""Twenty organisations with a million metric rows, made by the database itself in half a minute."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import make_url

from settings import settings

ORGS, DAYS, CAMPAIGNS, ADS = 20, 417, 30, 3  # 20 x 417 x (30 + 90) rows are just over a million
PASSWORD = "a-password-for-benchmarks"


@dataclass(frozen=True)
class Tenant:
    """One organisation, its owner's e-mail and an API key of theirs."""

    org_id: UUID
    email: str
    key: str


def superuser() -> psycopg.Connection[Any]:
    """Somebody whom no policy holds: who fills the tables, and who shows what the policies cost."""
    url = make_url(settings().owner_dsn)
    password = (settings().data_dir / "secrets" / "postgres").read_text().strip()
    host = str(settings().run_dir)
    return psycopg.connect(host=host, user="postgres", password=password, dbname=url.database, autocommit=True)


def make_tenants() -> list[Tenant]:
    """The organisations, made as the product makes them."""
    from db.kinds import Role
    from engine import keys, members
    from engine.core.work import Actor, work

    made = []
    for number in range(ORGS):
        org_id = members.create_org(f"Org {number}", currency="SAR", timezone="Asia/Riyadh")
        user_id = members.create_user(f"owner{number}@example.com", "Owner", PASSWORD)
        with work(org_id, Actor("bench")) as unit:
            members.add_member(unit, user_id, Role.OWNER)
            key = keys.create_key(unit, "bench", Role.OWNER, maker=Role.OWNER)
        made.append(Tenant(org_id, f"owner{number}@example.com", key))
    return made


def fill(today: date) -> int:
    """Accounts, campaigns, ads, their days and the days' rollups for every org; how many metric rows."""
    facts = {"since": today - timedelta(days=DAYS - 1), "until": today, "campaigns": CAMPAIGNS, "ads": ADS}
    with superuser() as connection:
        for statement in FILL.split(";"):
            connection.execute(statement, facts)
        for table in ("ad_metrics", "metric_rollups", "ad_campaigns", "ads", "fx_rates", "integrations"):
            connection.execute(f"VACUUM ANALYZE {table}")
        (rows,) = connection.execute("SELECT count(*) FROM ad_metrics").fetchall()[0]
        return int(rows)


def _id(*parts: str) -> str:
    """An id made of other columns, so that one statement can name what another made."""
    return f"md5({' || '.join(parts)})::uuid"


_PLATFORMS = "(VALUES (0, 'meta', 'SAR'), (1, 'google', 'USD'), (2, 'tiktok', 'AED')) AS p(n, platform, currency)"
_DAYS = "generate_series(%(since)s::date, %(until)s::date, interval '1 day') AS d"
_COLUMNS = "platform, currency, impressions, clicks, spend_micros, conversions, conversion_value_micros"
_FIGURES = "platform, currency, spend / 20000, spend / 900000, spend, spend / 9000000, spend * 3"
_RAW = f"INSERT INTO ad_metrics (org_id, entity_level, entity_id, date, campaign_id, integration_id, {_COLUMNS})"
_SPEND = "(1 + abs(hashtext({0}::text || d::text)) %% 900) * 1000000::bigint"

FILL = f"""
INSERT INTO fx_rates (date, quote, rate)
SELECT d::date, v.quote, v.rate
FROM {_DAYS}, (VALUES ('USD', 1.09), ('SAR', 4.0875), ('AED', 4.003)) AS v(quote, rate);

INSERT INTO integrations (org_id, id, platform, name, access_token, sync_status, last_synced_at)
SELECT o.id, {_id("o.id::text", "p.platform")}, p.platform, p.platform, '', 'success', now()
FROM orgs o, {_PLATFORMS};

INSERT INTO ad_accounts (org_id, id, integration_id, external_id, name, currency, timezone)
SELECT i.org_id, i.id, i.id, i.platform, i.name, p.currency, 'Asia/Riyadh'
FROM integrations i JOIN {_PLATFORMS} ON p.platform = i.platform;

INSERT INTO ad_campaigns (org_id, id, integration_id, external_id, name, status, platform, currency,
                          daily_budget_micros, lifetime_budget_micros, starts_at, ends_at)
SELECT i.org_id, {_id("i.id::text", "c::text")}, i.id, 'c' || c, 'Campaign ' || c, 'active', i.platform,
       p.currency,
       CASE WHEN c %% 2 = 0 THEN 450000000 END, CASE WHEN c %% 2 = 1 THEN 40000000000 END,
       now() - interval '60 days', now() + interval '3 days' * c
FROM integrations i JOIN {_PLATFORMS} ON p.platform = i.platform
JOIN generate_series(1, %(campaigns)s) AS c ON c %% 3 = p.n;

INSERT INTO ad_sets (org_id, id, integration_id, ad_campaign_id, external_id, name, status)
SELECT org_id, {_id("id::text", "'set'")}, integration_id, id, 's' || external_id, 'Ad set', 'active'
FROM ad_campaigns;

INSERT INTO ads (org_id, id, integration_id, ad_campaign_id, ad_set_id, external_id, name, status)
SELECT org_id, {_id("id::text", "a::text")}, integration_id, ad_campaign_id, id, external_id || a, 'Ad ' || a,
       'active'
FROM ad_sets, generate_series(1, %(ads)s) AS a;

{_RAW}
SELECT org_id, 'campaign', id, d, id, integration_id, {_FIGURES}
FROM (SELECT *, {_SPEND.format("id")} AS spend FROM ad_campaigns, {_DAYS}) AS made;

{_RAW}
SELECT org_id, 'ad', ad_id, d, id, integration_id, {_FIGURES}
FROM (SELECT c.*, a.id AS ad_id, d, {_SPEND.format("a.id")} / %(ads)s AS spend
      FROM ads a JOIN ad_campaigns c ON c.org_id = a.org_id AND c.id = a.ad_campaign_id, {_DAYS}) AS made;

INSERT INTO metric_rollups (org_id, ad_campaign_id, date, integration_id, {_COLUMNS})
SELECT org_id, campaign_id, date, integration_id, {_COLUMNS} FROM ad_metrics WHERE entity_level = 'campaign'
"""
