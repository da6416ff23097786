"""What is stored of an org, read as the application reads it."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from db.base import Base
from db.session import session

Row = TypeVar("Row", bound=Base)


def rows(org_id: UUID, model: type[Row]) -> list[Row]:
    """The org's rows of a table, oldest first."""
    table = model.__table__
    with session(org_id) as reader:
        query = select(model).where(table.c.org_id == org_id).order_by(table.c.id)
        return list(reader.scalars(query).all())
