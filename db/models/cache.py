"""How the cache was used, ten minutes a row."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Tenant


class CacheUsage(Tenant, Base):
    """Reads of one area in the ten minutes that began `at`: kept, missing, given stale, and bytes given."""

    __tablename__ = "cache_usage"

    at: Mapped[datetime] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(primary_key=True)
    hits: Mapped[int]
    misses: Mapped[int]
    stale: Mapped[int]
    bytes: Mapped[int]
