"""Access to accounts: renewed in time, under a lock, given up when refused, warned of before it ends."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB

from db.models import Alert, Base, Integration, WebhookEndpoint
from db.session import session
from engine import renewals, tokens
from engine.connectors import PLATFORMS, connector
from engine.connectors.base import Tokens
from engine.connectors.content import ProfileRow
from engine.core import clock, crypto
from engine.core.crypto import KeyRing
from engine.core.errors import PlatformBusy, SignedOut
from engine.core.queue import queue
from engine.core.work import work
from engine.integrations import account, connect
from engine.profiles import connect_profiles
from engine.resealing import reseal
from tests.factories import make_org

SEALED = "%v1:%:%"
LIVE_UNTIL_WITHDRAWN = {"tiktok", "twitter"}
TOKEN_PATHS = {"meta": "oauth", "google": "token", "linkedin": "oauth", "snapchat": "access_token"}

pytestmark = pytest.mark.usefixtures("database", "redis")


def connected(org_id, sandbox, platform):
    """The first account of a platform, connected the way a person does it."""
    speaker, redirect = connector(platform), "http://127.0.0.1/back"
    code = sandbox.post("grants", platform=platform, redirect_uri=redirect)["code"]
    held = speaker.exchange_code(code, redirect, "v" * 43)
    with work(org_id) as unit:
        return connect(unit, platform, held, speaker.fetch_accounts(held.access)[0]).id


def row_of(org_id, integration_id):
    with session(org_id) as reader:
        return reader.get_one(Integration, (org_id, integration_id))


def change(org_id, integration_id, **columns):
    with work(org_id) as unit:
        row = unit.find(Integration, integration_id)
        for name, value in columns.items():
            setattr(row, name, value)


def alerts(org_id):
    with session(org_id) as reader:
        return reader.scalars(select(Alert.kind).order_by(Alert.created_at)).all()


def test_a_token_with_a_fifth_of_its_life_left_is_renewed(sandbox):
    org = make_org()
    google = connected(org.id, sandbox, "google")
    before = row_of(org.id, google)
    assert renewals.plan_renewals(org.id) == 0
    with clock.stopped_at(clock.now() + timedelta(seconds=3599 * 0.85)):
        assert renewals.plan_renewals(org.id) == 1
        renewals.renew(org.id, google)
        assert renewals.plan_renewals(org.id) == 0
    after = row_of(org.id, google)
    assert after.token_expires_at > before.token_expires_at
    assert after.access_token != before.access_token


def test_a_renewal_that_comes_twice_renews_once(sandbox):
    org = make_org()
    google = connected(org.id, sandbox, "google")
    with clock.stopped_at(clock.now() + timedelta(minutes=55)):
        renewals.renew(org.id, google)
        first = row_of(org.id, google).access_token
        renewals.renew(org.id, google)
    assert row_of(org.id, google).access_token == first


def test_metas_token_is_exchanged_in_its_last_week(sandbox):
    org = make_org()
    meta = connected(org.id, sandbox, "meta")
    change(org.id, meta, token_expires_at=clock.now() + timedelta(days=8))
    assert renewals.plan_renewals(org.id) == 0
    change(org.id, meta, token_expires_at=clock.now() + timedelta(days=6))
    renewals.renew(org.id, meta)
    assert row_of(org.id, meta).token_expires_at > clock.now() + timedelta(days=30)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_refused_renewal_stops_all_calls_and_alerts_once(sandbox, platform):
    org = make_org()
    held = connected(org.id, sandbox, platform)
    sandbox.post("tokens", platform=platform, action="revoke")
    if platform in LIVE_UNTIL_WITHDRAWN:
        change(org.id, held, token_expires_at=clock.now() + timedelta(minutes=5))
        assert renewals.plan_renewals(org.id) == 0  # nothing renews them, so nothing can be refused
        return
    change(org.id, held, token_expires_at=clock.now() + timedelta(minutes=5))
    renewals.renew(org.id, held)
    renewals.renew(org.id, held)
    row = row_of(org.id, held)
    assert (row.token_dead, row.sync_status) == ("revoked", "failed")
    assert alerts(org.id).count("token_expired") == 1
    with pytest.raises(SignedOut):
        account(org.id, held)


@pytest.mark.parametrize("platform", [slug for slug in PLATFORMS if slug not in LIVE_UNTIL_WITHDRAWN])
def test_a_renewal_that_meets_trouble_is_tried_again_and_the_token_lives(sandbox, redis, platform):
    org = make_org()
    held = connected(org.id, sandbox, platform)
    change(org.id, held, token_expires_at=clock.now() + timedelta(minutes=5))
    before = row_of(org.id, held).token_expires_at
    sandbox.fault(platform, "503", path=TOKEN_PATHS[platform], times=10)

    with pytest.raises(PlatformBusy):
        renewals.renew(org.id, held)

    assert row_of(org.id, held).token_dead is None
    sandbox.http.delete("/faults")
    redis.flushall()
    renewals.renew(org.id, held)
    assert row_of(org.id, held).token_expires_at > before


def test_a_call_renews_what_the_clock_missed(sandbox):
    org = make_org()
    google = connected(org.id, sandbox, "google")
    with clock.stopped_at(clock.now() + timedelta(hours=2)):
        assert account(org.id, google).token
    assert row_of(org.id, google).token_expires_at > clock.now() + timedelta(minutes=50)


def test_an_end_is_announced_at_7_3_and_1_days_once_each(sandbox):
    org = make_org()
    meta = connected(org.id, sandbox, "meta")
    ends = datetime(2027, 1, 20, 12, tzinfo=UTC)
    change(org.id, meta, token_expires_at=ends)
    for days_left, known in ((8, 0), (6.5, 1), (6, 1), (2.5, 2), (0.5, 3), (0.4, 3)):
        with clock.stopped_at(ends - timedelta(days=days_left)):
            renewals.plan_renewals(org.id)
        assert alerts(org.id).count("token_ends") == known


def test_an_ended_token_that_nothing_renews_is_signed_out(sandbox):
    org = make_org()
    meta = connected(org.id, sandbox, "meta")
    change(org.id, meta, token_expires_at=clock.now() - timedelta(minutes=1))
    with pytest.raises(SignedOut) as refused:
        account(org.id, meta)
    assert refused.value.facts["reason"] == "expired"


def test_rotation_reseals_every_row_while_others_go_on(sandbox, key_file):
    org = make_org()
    google = connected(org.id, sandbox, "google")
    key_file.write_text(f"{crypto.new_key()}\n{key_file.read_text()}")
    crypto.keyring.cache_clear()

    assert reseal(org.id) == (2, 0)
    assert reseal(org.id) == (0, 0)

    assert row_of(org.id, google).access_token.split(":")[1] == crypto.keyring().current
    assert account(org.id, google).token


def test_what_no_key_opens_is_counted_and_does_not_stop_the_rest(sandbox, key_file):
    org = make_org()
    lost, fine = connected(org.id, sandbox, "meta"), connected(org.id, sandbox, "google")
    kept = row_of(org.id, lost).access_token
    change(org.id, lost, access_token="v1:gone:" + kept.split(":", 2)[2])
    key_file.write_text(f"{crypto.new_key()}\n{key_file.read_text()}")
    crypto.keyring.cache_clear()

    assert reseal(org.id) == (2, 1)
    assert account(org.id, fine).token
    change(org.id, lost, access_token=kept)


def test_a_process_that_started_before_the_rotation_finds_the_new_key(sandbox, key_file):
    fresh = crypto.new_key()
    sealed = KeyRing({fresh.split(":")[0]: b64decode(fresh.split(":")[1])}).seal("secret", "place")
    key_file.write_text(f"{fresh}\n{key_file.read_text()}")

    assert crypto.unseal(sealed, "place") == "secret"


def test_no_token_travels_in_a_job(sandbox):
    org = make_org()
    google = connected(org.id, sandbox, "google")
    with clock.stopped_at(clock.now() + timedelta(minutes=55)):
        renewals.plan_renewals(org.id)
    jobs = [job for name in ("default", "priority") for job in queue(name).jobs]
    secret = account(org.id, google).token
    assert all(secret not in str(job.args) for job in jobs)


def test_profiles_and_endpoints_turn_with_the_keys_and_nothing_else_is_sealed(sandbox, key_file):
    org = make_org()
    meta = connected(org.id, sandbox, "meta")
    page = ProfileRow("1", "facebook_page", "Our page", token="its own")
    with work(org.id) as unit:
        [row] = connect_profiles(unit, unit.find(Integration, meta), [page])
        tokens.keep(row, Tokens("its own", "to be renewed"))
        place = uuid4()
        sealed = [crypto.seal(secret, org.id, place, "secrets") for secret in ("new", "old")]
        unit.add(WebhookEndpoint(org_id=org.id, id=place, platform="snapchat", secrets=sealed))
    key_file.write_text(f"{crypto.new_key()}\n{key_file.read_text()}")
    crypto.keyring.cache_clear()

    assert reseal(org.id) == (5, 0)

    with session(org.id) as reader:
        places = {
            f"{table.name}.{column.name}"
            for table in Base.metadata.sorted_tables
            if "org_id" in table.columns
            for column in table.columns
            if isinstance(column.type, Text | JSONB)
            and reader.scalar(
                select(func.count()).where(table.c.org_id == org.id, cast(column, Text).like(SEALED))
            )
        }
    assert places == {
        "integrations.access_token",
        "profiles.access_token",
        "profiles.refresh_token",
        "webhook_endpoints.secrets",
    }
