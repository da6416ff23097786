"""The operators' command line: `python manage.py --help`.

Each command is a few lines that call the engine or the database; what they need is imported inside
them, so that asking for help is quick and works while a part of the house is broken.
"""

import sys
from pathlib import Path
from typing import Annotated, NoReturn
from uuid import UUID

import typer

from db.kinds import DataType, Role, Trigger
from engine.core.errors import AppError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
migrate = typer.Typer(invoke_without_command=True, help="The schema of the database; alone, the same as `up`.")
keys = typer.Typer(no_args_is_help=True, help="The keys that seal tokens.")
org = typer.Typer(no_args_is_help=True, help="Organisations.")
user = typer.Typer(no_args_is_help=True, help="People who sign in.")
cache = typer.Typer(no_args_is_help=True, help="Computed answers.")
for name, group in {"migrate": migrate, "keys": keys, "org": org, "user": user, "cache": cache}.items():
    app.add_typer(group, name=name)

FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


def fail(sentence: str) -> NoReturn:
    """Say what is wrong and leave with status 1."""
    typer.secho(sentence, err=True, fg="red")
    raise typer.Exit(1)


@app.callback()
def check_settings(context: typer.Context) -> None:
    """Refuse to do anything on settings that make no sense; only `keys new` may help to complete them."""
    from pydantic import ValidationError

    from settings import settings

    if context.invoked_subcommand == "keys":
        return
    try:
        settings()
    except ValidationError as error:
        fail("\n".join(_said(problem["loc"], problem["msg"]) for problem in error.errors()))


@app.command()
def up() -> None:
    """Run everything: Postgres, Redis, the web, workers, the scheduler and, unless in production, the sandbox."""
    from db.embedded import EmbeddedError
    from jobs import up as product

    try:
        product.up(say=print)
    except EmbeddedError as error:
        fail(str(error))


@app.command()
def seed() -> None:
    """Create the demo organisation with its connected accounts, once."""
    from engine import demo

    print(demo.seed())


@app.command()
def sync(
    org_id: UUID,
    data_type: Annotated[DataType, typer.Option("--type")] = DataType.ALL,
) -> None:
    """Fetch an organisation's numbers from its platforms now."""
    from engine import syncs
    from engine.core.work import work

    with work(org_id) as unit:
        runs = syncs.request_all(unit, data_type, Trigger.MANUAL)
    print(f"{len(runs)} syncs queued")


@app.command()
def rates(file: Path) -> None:
    """Load exchange rates from a file in the ECB's format (eurofxref-hist.csv)."""
    from engine.rates import read_ecb, store_rates

    if not file.is_file():
        fail(f"{file} is not a file. Give the path of a CSV in the ECB's format.")
    with file.open(newline="") as lines:
        print(f"{store_rates(read_ecb(lines))} rates stored")


@app.command()
def partitions() -> None:
    """Make the monthly partitions that will be needed."""
    from db.partitions import ensure
    from db.session import engine
    from engine.core.clock import now

    with engine().begin() as connection:
        made = ensure(connection, now().date())
    print("\n".join(made) or "Every partition is there.")


@app.command("rls-audit")
def rls_audit() -> None:
    """Try to cross from one organisation into another, on every table, in every way."""
    from engine.audits import rls_audit as audit

    found = audit().summary()
    leaks = found["leaks"] + found["gaps"]
    print(f"{found['tables']} tables, {found['probes']} attempts, {len(leaks)} leaks and gaps")
    if leaks:
        fail("\n".join(leaks))


@app.command()
def doctor() -> None:
    """Look at everything the product needs, and say what to do about what is missing."""
    from jobs.doctor import examine

    findings = list(examine())
    for finding in findings:
        print(f"{'ok ' if finding.ok else 'bad'}  {finding.part:<12}{finding.says}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


@app.command()
def bench() -> None:
    """Measure everything again and write it into bench/RESULTS.md; needs what requirements-dev.txt names."""
    import runpy

    runpy.run_module("bench", run_name="__main__")


@migrate.callback()
def migrate_alone(context: typer.Context) -> None:
    """Bring the schema to the code's version, when no other word is said."""
    if context.invoked_subcommand is None:
        migrate_up()


@migrate.command("up")
def migrate_up(target: str = "head") -> None:
    """Bring the schema to the code's version."""
    from db.migrate import status, upgrade

    upgrade(target)
    print(status())


@migrate.command("down")
def migrate_down(target: str) -> None:
    """Take the schema back to TARGET: a revision, `-1` or `base`."""
    from db.migrate import downgrade, status

    downgrade(target)
    print(status())


@migrate.command("status")
def migrate_status() -> None:
    """Say `ready`, `empty`, `behind` or `ahead`."""
    from db.migrate import status

    print(status())


@keys.command("new")
def keys_new() -> None:
    """Print a fresh key for CMIS_KEYS or the key file."""
    from engine.core.crypto import new_key

    print(new_key())


@keys.command("rotate")
def keys_rotate() -> None:
    """Put a fresh key first in the key file and reseal every token under it. Nothing has to stop for it."""
    from engine.core.crypto import keyring, new_key
    from settings import settings

    here = settings()
    if here.keys:
        fail(
            "The keys come from CMIS_KEYS: put the output of `keys new` before them, restart, then `keys reseal`."
        )
    path = here.keys_file or here.data_dir / "secrets" / "keys"
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(f"{new_key()}\n{_text(path)}")
    fresh.replace(path)
    keyring.cache_clear()
    keys_reseal()


@keys.command("reseal")
def keys_reseal() -> None:
    """Seal every token under the first key; may be stopped and run again. Then older keys can be taken away."""
    from db.session import org_ids
    from engine.core.crypto import keyring
    from engine.resealing import reseal

    done = [reseal(org_id) for org_id in org_ids()]
    print(f"{sum(one.changed for one in done)} values resealed under key {keyring().current}")
    if lost := sum(one.unreadable for one in done):
        fail(f"{lost} values are sealed with a key that is gone: add that key again, or reconnect their accounts.")


@org.command("create")
def org_create(name: str, currency: str = "USD", timezone: str = "UTC", locale: str = "en") -> None:
    """Create an organisation and print its id."""
    from engine.members import create_org

    print(create_org(name, currency=currency, timezone=timezone, locale=locale))


@org.command("list")
def org_list() -> None:
    """Print id and name of every organisation."""
    from db.models import Org
    from db.session import org_ids, session

    for org_id in org_ids():
        with session(org_id) as reader:
            found = reader.get(Org, org_id)
            print(org_id, found.name if found else "")


@user.command("create")
def user_create(
    email: str,
    org_id: Annotated[UUID, typer.Option("--org", help="Its id, as `org list` prints it.")],
    role: Role = Role.VIEWER,
    name: str = "",
    password_stdin: FromStdin = False,
) -> None:
    """Let a person into an organisation; somebody new gets a password, somebody known keeps theirs."""
    from engine.core.work import work
    from engine.members import add_member, create_user, find_user

    user_id = find_user(email)
    if user_id is None:
        user_id = create_user(email, name or email.partition("@")[0], _password(password_stdin))
    with work(org_id) as unit:
        add_member(unit, user_id, role)
    print(user_id)


@user.command("password")
def user_password(email: str, password_stdin: FromStdin = False) -> None:
    """Set a person's password, and end their sessions."""
    from engine.members import set_password

    set_password(email, _password(password_stdin))


@user.command("reset-codes")
def user_reset_codes(email: str) -> None:
    """Ask a person for no code any more, who lost their app and their recovery codes; ends their sessions."""
    from engine.members import reset_codes

    reset_codes(email)


@cache.command("clear")
def cache_clear(org_id: UUID) -> None:
    """Forget an organisation's computed answers; the next reader computes them afresh."""
    from engine import cache as kept
    from engine.core.work import work

    with work(org_id) as unit:
        print(f"{kept.clear(unit)} answers forgotten")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _said(place: tuple[int | str, ...], message: str) -> str:
    """A problem with the settings as one line: the setting, when it is about one, and what is wrong."""
    setting = ".".join(map(str, place))
    return f"{setting}: {message}" if setting else message.removeprefix("Value error, ")


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def main() -> None:
    """Run the command line; what goes wrong on purpose is one sentence and status 1."""
    try:
        app()
    except AppError as error:
        typer.secho(error.sentence(), err=True, fg="red")
        sys.exit(1)


if __name__ == "__main__":
    main()
