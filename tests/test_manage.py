"""The operators' command line, as an operator uses it."""

import subprocess
import sys
from base64 import b64decode

import pytest

from engine import identity
from engine.core.crypto import KeyRing, keyring
from settings import HERE, environment, settings
from tests.factories import make_org

PASSWORD = "a long good password"


def manage(*arguments: str, said: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=HERE,
        env=environment(**variables),
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def house(database, redis):
    """A running database and Redis, as every command but a few needs."""


def test_help_names_every_command():
    said = manage("--help").stdout

    for word in (
        "up",
        "migrate",
        "seed",
        "sync",
        "rls-audit",
        "keys",
        "partitions",
        "cache",
        "doctor",
        "org",
        "user",
    ):
        assert f" {word} " in said


def test_an_org_and_its_first_user_can_be_made_and_sign_in(house):
    org_id = manage("org", "create", "Al Noor", "--currency", "SAR", "--timezone", "Asia/Riyadh").stdout.strip()
    made = manage(
        "user", "create", "noor@example.com", "--org", org_id, "--role", "admin", "--password-stdin", said=PASSWORD
    )

    assert made.returncode == 0, made.stderr
    assert f"{org_id} Al Noor" in manage("org", "list").stdout
    person = identity.current(identity.sign_in("noor@example.com", PASSWORD))
    assert person
    assert (person.org_name, person.role, person.currency) == ("Al Noor", "admin", "SAR")


def test_a_known_person_joins_a_second_org_with_the_password_they_have(house):
    first, second = make_org(), make_org("Second")

    joined = manage("user", "create", first.email, "--org", str(second.id), "--role", "analyst")

    assert joined.returncode == 0, joined.stderr
    assert [row["id"] for row in identity.orgs_of(first.user_id)].count(str(second.id)) == 1


def test_a_new_password_replaces_the_old_one_and_ends_the_sessions(house):
    org = make_org()
    token = org.sign_in()

    done = manage("user", "password", org.email, "--password-stdin", said=PASSWORD)

    assert done.returncode == 0, done.stderr
    assert identity.current(token) is None
    assert identity.current(identity.sign_in(org.email, PASSWORD))


def test_what_goes_wrong_on_purpose_is_one_sentence_and_status_1(house):
    refused = manage("user", "password", "nobody@example.com", "--password-stdin", said=PASSWORD)

    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "Traceback" not in refused.stderr


def test_settings_that_make_no_sense_are_named_before_anything_happens():
    refused = manage("doctor", CMIS_PORT="eighty")

    assert refused.returncode == 1
    assert refused.stderr.startswith("port: ")


def test_production_can_ask_for_its_first_key():
    line = manage("keys", "new", CMIS_MODE="production").stdout

    ring = _ring(line)
    assert ring.unseal(ring.seal("token", 1), 1) == "token"


def test_after_a_rotation_new_seals_use_the_new_key_and_old_ones_still_open(house, tmp_path):
    keys = tmp_path / "keys"
    keyring()
    keys.write_text((settings().data_dir / "secrets" / "keys").read_text())
    before = _ring(keys.read_text())
    sealed = before.seal("token", 1)
    # Other tests share this database and leave values under keys that they took away on purpose.
    gone = manage("keys", "reseal", CMIS_KEYS_FILE=str(keys)).stderr

    assert manage("keys", "rotate", CMIS_KEYS_FILE=str(keys)).stderr == gone

    after = _ring(keys.read_text())
    assert after.current != before.current
    assert after.unseal(sealed, 1) == "token"
    assert keys.stat().st_mode & 0o077 == 0
    # Back under the key that the other tests know, through the same command.
    keys.write_text("\n".join(reversed(keys.read_text().splitlines())))
    assert manage("keys", "reseal", CMIS_KEYS_FILE=str(keys)).stderr == gone


def test_migrations_say_where_the_database_stands(house):
    assert manage("migrate", "status").stdout == "ready\n"
    assert manage("migrate").stdout == "ready\n"


def test_the_audit_of_row_level_security_finds_no_gap(house):
    audit = manage("rls-audit")

    assert audit.returncode == 0, audit.stderr
    assert audit.stdout.endswith(" 0 leaks and gaps\n")


def test_partitions_are_made_once(house):
    manage("partitions")

    assert manage("partitions").stdout == "Every partition is there.\n"


def test_a_cleared_cache_makes_every_kept_answer_unreachable(house, redis):
    org = make_org()

    assert manage("cache", "clear", str(org.id)).returncode == 0

    assert redis.get(f"version:{org.id}:dashboard") == b"1"


def test_doctor_names_what_is_down_with_the_next_step(house):
    examined = manage("doctor")

    assert examined.returncode == 1
    assert "ok   postgres" in examined.stdout
    assert "ok   migrations" in examined.stdout
    assert "bad  workers" in examined.stdout
    assert "make run" in examined.stdout


def _ring(lines: str) -> KeyRing:
    pairs = (line.split(":") for line in lines.split())
    return KeyRing({key_id: b64decode(body) for key_id, body in pairs})
