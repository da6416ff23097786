"""The embedded Postgres and Redis: safe from the first moment, found again, clear when they cannot be."""

import os
import shutil
import stat
from pathlib import Path

import psycopg
import pytest
from redis import Redis as Client

from db.embedded import EmbeddedError, Postgres, Redis, claim, places, running
from settings import settings


def _connect(postgres: Postgres, role: str, password: str) -> psycopg.Connection:
    return psycopg.connect(host=str(postgres.run_dir), user=role, password=password, dbname="cmis")


def test_nobody_enters_postgres_without_the_password(database):
    postgres = Postgres(settings().data_dir)
    for role in ("postgres", "cmis_owner", "cmis_app"):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            _connect(postgres, role, "guess")


def test_the_roles_cannot_get_around_row_level_security(database):
    with Postgres(settings().data_dir).connect() as connection:
        rows = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname LIKE 'cmis_%'"
        ).fetchall()

    assert rows == [(False, False, False, False)] * 2


def test_postgres_and_redis_listen_on_no_port(database, redis):
    with Postgres(settings().data_dir).connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert redis.config_get("port") == {"port": "0"}


def test_redis_evicts_nothing_and_writes_every_second_to_disk(redis):
    wanted = {"maxmemory-policy": "noeviction", "appendonly": "yes", "appendfsync": "everysec", "save": ""}

    assert redis.config_get(*wanted) == wanted


def test_only_we_may_read_the_passwords_and_enter_the_sockets(database):
    for name in ("postgres", "cmis_owner", "cmis_app"):
        assert stat.S_IMODE((settings().data_dir / "secrets" / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(settings().run_dir.stat().st_mode) == 0o700


def test_data_is_found_again_after_a_restart(data_dir):
    for expected in (None, b"kept"):
        server = Redis(data_dir)
        server.prepare()
        with (
            running(server.process, data_dir / "redis.log"),
            Client(unix_socket_path=str(server.socket)) as client,
        ):
            assert client.get("key") == expected
            client.set("key", "kept")


def test_a_path_too_long_for_a_socket_is_replaced_by_a_short_one(data_dir):
    server = Redis(data_dir / ("long" * 30))
    server.prepare()
    with running(server.process, server.data_dir / "redis.log"):
        assert (server.data_dir / "run").is_symlink()
        assert len(str(server.socket)) < 100
    shutil.rmtree(server.socket.parent)


def test_a_second_instance_on_the_same_data_is_refused(data_dir):
    with (
        claim(data_dir),
        pytest.raises(EmbeddedError, match=rf"already runs .*process {os.getpid()}"),
        claim(data_dir),
    ):
        pass


def test_a_released_data_directory_can_be_claimed_again(data_dir):
    with claim(data_dir):
        pass
    with claim(data_dir):
        assert (data_dir / "lock").read_text().strip() == str(os.getpid())


def test_a_file_in_place_of_the_data_directory_is_explained(data_dir):
    data_dir.write_text("")

    with pytest.raises(EmbeddedError, match="is not a directory: set CMIS_DATA_DIR"):
        Postgres(data_dir).prepare()


def test_an_unwritable_data_directory_is_explained():
    with pytest.raises(EmbeddedError, match="set CMIS_DATA_DIR"):
        Postgres(Path("/proc/cmis")).prepare()


def test_a_disk_with_no_room_is_explained_before_anything_is_written(data_dir, monkeypatch):
    monkeypatch.setattr(places, "LEAST_FREE_BYTES", 2**62)

    with pytest.raises(EmbeddedError, match="full: free some space"):
        Postgres(data_dir).prepare()


def test_data_of_another_major_version_is_refused_and_left_alone(data_dir):
    postgres = Postgres(data_dir)
    places.make_data_dir(data_dir)
    (postgres.home / "17").mkdir()

    with pytest.raises(EmbeddedError, match="written by Postgres 17"):
        postgres.prepare()
    assert [path.name for path in postgres.home.iterdir()] == ["17"]
