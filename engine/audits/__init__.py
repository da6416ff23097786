"""Whether tenants are really apart: what the catalogue says, and what happens when somebody tries.

catalog  every table has forced row-level security with both halves of a policy; the application owns nothing
probes   two synthetic orgs: select, insert, update, delete × own org, other org, no context, owner without
"""

from dataclasses import dataclass

from sqlalchemy import create_engine

from engine.audits.catalog import find_gaps
from engine.audits.probes import Probe, probe
from settings import settings


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: gaps in words, and every attempt with its outcome."""

    gaps: list[str]
    probes: list[Probe]

    @property
    def ok(self) -> bool:
        """Whether nothing leaks."""
        return not self.gaps and all(one.ok for one in self.probes)


def rls_audit() -> Report:
    """Look and try, in transactions that are rolled back. Needs the owner's URL for the owner's part."""
    app, owner = create_engine(settings().app_dsn), create_engine(settings().owner_dsn)
    try:
        with app.connect() as connection:
            gaps = find_gaps(connection)
            connection.rollback()
            probes = probe(connection, "app")
        with owner.connect() as connection:
            probes += probe(connection, "owner")
    finally:
        app.dispose()
        owner.dispose()
    return Report(gaps, probes)
