"""What clients changed survives a restart; a state of another seed, or none, is a new world."""

import orjson
import pytest

from db.embedded import EmbeddedError
from tests.control import Control
from tests.sandbox.visitors import KSA, google_person, meta_person, serving

LATER = "2026-12-24T12:00:00+00:00"


def test_changes_tokens_and_revisions_survive_a_restart_weeks_later(tmp_path, http):
    state = {"SANDBOX_STATE_DIR": str(tmp_path / "state")}
    with serving(tmp_path, **state) as url:
        meta, google = meta_person(url, http), google_person(url, http)
        campaign = meta.get(f"act_{KSA}/campaigns", fields="name", effective_status=["ACTIVE"])["data"][0]
        meta.call("POST", campaign["id"], status="PAUSED", name="Renamed")
        Control(url).post("/restate", platform="meta", account=KSA, date="2026-11-12", factor=2)
        old = {"time_range": {"since": "2026-07-01", "until": "2026-09-30"}, "fields": "spend,impressions"}
        before = meta.all(f"act_{KSA}/insights", time_increment=1, **old)

    with serving(tmp_path, **state, SANDBOX_TODAY="2026-11-22T15:30:00+00:00") as url:
        meta.url = google.url = url
        assert meta.get(campaign["id"], fields="name,status")["status"] == "PAUSED"
        assert google.rows("7710000101", "SELECT campaign.id FROM campaign")

    with serving(tmp_path, **state, SANDBOX_TODAY=LATER) as url:
        meta = meta_person(url, http)
        assert meta.all(f"act_{KSA}/insights", time_increment=1, **old) == before
        assert meta.get(campaign["id"], fields="name")["name"] == "Renamed"
        spent = meta.all(f"{campaign['id']}/insights", date_preset="last_7d", fields="spend")
        assert spent == []


@pytest.mark.parametrize("kept", [None, {"seed": 99, "born": "2020-01-01"}])
def test_a_state_of_another_seed_is_left_aside(tmp_path, http, kept):
    home = tmp_path / "state"
    home.mkdir()
    if kept:
        (home / "state.json").write_bytes(orjson.dumps(kept))

    with serving(tmp_path, SANDBOX_STATE_DIR=str(home)) as url:
        assert meta_person(url, http).get(f"act_{KSA}", fields="name")["name"] == "Al Waha – KSA"

    assert orjson.loads((home / "state.json").read_bytes())["born"] == "2026-11-22"
    assert [path.name for path in home.iterdir()] == ["state.json"]


def test_the_day_of_birth_is_kept_from_the_first_start_on(tmp_path):
    state = {"SANDBOX_STATE_DIR": str(tmp_path / "state")}
    for today in ("2026-11-22T15:00:00+00:00", LATER):
        with serving(tmp_path, **state, SANDBOX_TODAY=today):
            kept = orjson.loads((tmp_path / "state" / "state.json").read_bytes())
            assert kept["born"] == "2026-11-22"


def test_a_state_that_cannot_be_read_is_named(tmp_path):
    home = tmp_path / "state"
    home.mkdir()
    (home / "state.json").write_text("{half")

    with pytest.raises(EmbeddedError), serving(tmp_path, SANDBOX_STATE_DIR=str(home)):
        pass

    assert "Move it away to begin a new world" in (tmp_path / "sandbox.log").read_text()
    assert (home / "state.json").read_text() == "{half"
