"""Trying it: two synthetic orgs fill every table, then each is asked for what is the other's.

All of it happens in one transaction that is rolled back. Values are made from the models' own columns, so a
new table is probed on the day it appears.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Executable,
    Table,
    Uuid,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError, ProgrammingError

from db.models import Base
from db.rls import APPEND_ONLY, SHARED

OPERATIONS = ("select", "insert", "update", "delete")
SAMPLES = {
    bool: False,
    int: 1,
    float: 1.0,
    Decimal: Decimal(1),
    date: date(2026, 1, 1),
    datetime: datetime(2026, 1, 1, tzinfo=UTC),
    bytes: b"x",
    object: {},  # JSON
}
SEEN, NOTHING, REFUSED = "seen", "nothing", "refused"
Row = dict[str, Any]
World = dict[str, Row]  # table → its one synthetic row


@dataclass(frozen=True, slots=True)
class Probe:
    """One attempt: who tried what on which table as whom, what came of it, and what should have."""

    role: str
    table: str
    operation: str
    context: str
    outcome: str
    expected: str

    @property
    def ok(self) -> bool:
        """Whether it came as it should."""
        return self.outcome == self.expected


def probe(connection: Connection, role: str) -> list[Probe]:
    """Every table × operation × context, as the connection's role (`app` or `owner`)."""
    with connection.begin() as transaction:
        ours, theirs = _people(connection, "ours"), _people(connection, "theirs")
        contexts: dict[str, tuple[World | None, World]] = {"no context": (None, theirs)}
        if role == "app":
            contexts = {"own org": (ours, ours), "other org": (ours, theirs), **contexts}
        probes = [
            Probe(role, table.name, operation, name, _attempt(connection, table, operation, who, whose),
                  _expected(table.name, operation, name, role))
            for table in _tables()
            for name, (who, whose) in contexts.items()
            for operation in OPERATIONS
        ]  # fmt: skip
        transaction.rollback()
    return probes


def _tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name not in SHARED]


def _people(connection: Connection, word: str) -> World:
    """One org with one row in every table."""
    world: World = {}
    ids = {"orgs": uuid4(), "users": uuid4()}
    _enter(connection, ids["orgs"], ids["users"])
    for table in sorted(_tables(), key=lambda table: table.name not in ids):
        row = _row(table, ids, world, word)
        world[table.name] = row
        connection.execute(insert(table).values(row))
    return world


def _row(table: Table, ids: dict[str, UUID], world: World, word: str) -> Row:
    row: Row = {}
    for column in table.columns:
        if column.name == "id":
            row["id"] = ids.get(table.name, uuid4())
        elif column.name == "org_id":
            row["org_id"] = ids["orgs"]
        elif parent := _parent(table, column.name):
            row[column.name] = world[parent]["id"]
        elif not column.nullable and column.server_default is None:
            row[column.name] = _value(table, column.name, word)
    return row


def _parent(table: Table, column: str) -> str | None:
    """The table a column points at, org_id aside."""
    for key in table.foreign_keys:
        if key.parent.name == column and key.column.name == "id" and key.column.table.name != "orgs":
            return str(key.column.table.name)
    return None


def _value(table: Table, name: str, word: str) -> Any:
    """Any value the column takes: the first allowed word, else something of its type."""
    for check in table.constraints:
        if isinstance(check, CheckConstraint) and str(check.sqltext).startswith(f"{name} IN"):
            return str(check.sqltext).split("'")[1]
    column = table.columns[name]
    if isinstance(column.type, Uuid):
        return uuid4()
    return f"{word}-{uuid4()}" if column.type.python_type is str else SAMPLES[column.type.python_type]


def _attempt(connection: Connection, table: Table, operation: str, who: World | None, whose: World) -> str:
    """What comes of it, undone at once."""
    _enter(connection, who["orgs"]["id"] if who else None, who["users"]["id"] if who else None)
    row = whose[table.name]
    key = [column == row[column.name] for column in table.primary_key if column.name in row]
    statements: dict[str, Executable] = {
        "select": select(table).where(*key),
        "insert": insert(table).values(_another(table, whose)),
        "update": update(table).where(*key).values(_same(row)),
        "delete": delete(table).where(*key),
    }
    savepoint = connection.begin_nested()
    try:
        result = connection.execute(statements[operation])
        count = len(result.all()) if operation == "select" else result.rowcount
    except ProgrammingError:
        return REFUSED
    except IntegrityError:
        return SEEN  # a key stood in the way, so no policy did
    else:
        return SEEN if count else NOTHING
    finally:
        savepoint.rollback()


def _another(table: Table, whose: World) -> Row:
    """A second row for the same org: same parents, new identity."""
    row = dict(whose[table.name])
    for column in table.columns:
        if column.name in row and column.name != "org_id" and not _parent(table, column.name):
            row[column.name] = _value(table, column.name, "another")
    return row | ({"id": whose[table.name]["id"]} if table.name in ("orgs", "users") else {})


def _same(row: Row) -> Row:
    """A change that changes nothing, so that only the policy can object."""
    name = next(iter(row))
    return {name: row[name]}


def _enter(connection: Connection, org_id: UUID | None, user_id: UUID | None) -> None:
    for name, value in (("app.org_id", org_id), ("app.user_id", user_id)):
        connection.execute(
            text("SELECT set_config(:name, :value, true)"), {"name": name, "value": str(value or "")}
        )


def _expected(table: str, operation: str, context: str, role: str) -> str:
    if context == "own org":
        denied = table in APPEND_ONLY and operation in ("update", "delete")
        return REFUSED if denied else SEEN
    if operation == "insert":
        return REFUSED
    if role == "app" and table in APPEND_ONLY and operation in ("update", "delete"):
        return REFUSED
    return NOTHING
