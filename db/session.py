"""Sessions that see one tenant. The context is set at the begin of every transaction and ends with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import UUID

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, SessionTransaction

from db.models import Org
from settings import settings

POOL_WAIT_S = 5  # for a connection, when all of them are in use


@cache
def engine() -> Engine:
    """The pool of this process, as the application's role."""
    return create_engine(
        settings().app_dsn,
        pool_size=settings().database_pool,
        max_overflow=settings().database_pool,
        pool_pre_ping=True,
        pool_timeout=POOL_WAIT_S,
        pool_recycle=1800,
        connect_args={"application_name": "cmis", "connect_timeout": 5},
    )


@contextmanager
def session(
    org_id: UUID | None = None, *, user_id: UUID | None = None, email: str = "", dispatch: bool = False
) -> Iterator[Session]:
    """A session that sees what this tenant or person may see. Commit is the caller's; leaving rolls back."""
    context = {"app.org_id": org_id, "app.user_id": user_id, "app.email": email, "app.purpose": None}
    if dispatch:
        context["app.purpose"] = "dispatch"
    info = {"org_id": org_id, "context": _statements(context)}
    with Session(engine(), expire_on_commit=False, info=info) as opened:
        yield opened


def tenant(opened: Session) -> UUID:
    """The org a session is in. Every statement names it too: the index wants it, and two locks hold better."""
    org_id: UUID = opened.info["org_id"]
    return org_id


def org_ids() -> list[UUID]:
    """Every active org: work across tenants goes org by org, each in its own context."""
    with session(dispatch=True) as reader:
        return list(reader.scalars(select(Org.id).where(Org.is_active).order_by(Org.id)))


def _statements(context: dict[str, UUID | str | None]) -> str:
    """`SET LOCAL` for each known fact, in one round trip. Literals, since a distributed Postgres passes on
    only these; a value is a UUID or an e-mail whose quotes are doubled.
    """
    literals = {name: str(value).replace("'", "''") for name, value in context.items() if value}
    return ";".join(f"SET LOCAL \"{name}\" = '{value}'" for name, value in literals.items())


@event.listens_for(Session, "after_begin")
def _enter(opened: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    if statements := opened.info.get("context"):
        # psycopg sends text without parameters through the simple protocol, which takes several statements
        try:
            connection.connection.cursor().execute(statements)
        except psycopg.Error as error:  # SQLAlchemy did not see it, and would lend the connection again
            connection.invalidate(error)
            raise DBAPIError.instance("SET LOCAL", None, error, psycopg.Error) from error
