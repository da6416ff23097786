"""What Postgres's own catalogue says about each table and role: every gap in one sentence."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from db.models import Base
from db.rls import SHARED

APP = "cmis_app"
LENT = {"ensure_partition"}  # the owner's functions the application may call

_TABLES = text("""
    SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
           c.relispartition AS is_partition, pg_get_userbyid(c.relowner) AS owner,
           EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'org_id') AS has_org,
           coalesce((SELECT a.attname FROM pg_index i JOIN pg_attribute a
                     ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                     WHERE i.indrelid = c.oid AND i.indisprimary), '') AS key_leads_with,
           coalesce((SELECT bool_or(p.polcmd = '*' AND p.polqual IS NOT NULL) FROM pg_policy p
                     WHERE p.polrelid = c.oid), false) AS uses,
           coalesce((SELECT bool_or(p.polcmd = '*' AND p.polwithcheck IS NOT NULL) FROM pg_policy p
                     WHERE p.polrelid = c.oid), false) AS checks,
           has_table_privilege(:app, c.oid, 'SELECT, INSERT, UPDATE, DELETE') AS granted,
           EXISTS (SELECT FROM aclexplode(c.relacl) g WHERE g.grantee = 0) AS public
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname
""")
_ROLES = text("""
    SELECT rolname AS name, rolsuper OR rolbypassrls AS above_the_law
    FROM pg_roles WHERE rolname IN (:app, 'cmis_owner')
""")
_VIEWS = text("""
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
      AND relname NOT LIKE 'pg_stat_statements%'
""")
_DEFINERS = text("""
    SELECT proname FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prosecdef AND has_function_privilege(:app, oid, 'EXECUTE')
""")


def find_gaps(connection: Connection) -> list[str]:
    """Everything that could let one tenant see another; empty when all is well."""
    rows = connection.execute(_TABLES, {"app": APP}).mappings().all()
    gaps = [gap for row in rows for gap in _gaps_of(row)]
    known = set(Base.metadata.tables) | set(SHARED)
    gaps += [
        f"{row['name']}: in the database, but not in the models, so nobody probed it"
        for row in rows
        if not row["is_partition"] and row["name"] not in known
    ]
    for role in connection.execute(_ROLES, {"app": APP}).mappings():
        if role["above_the_law"]:
            gaps.append(f"role {role['name']}: is superuser or bypasses row-level security")
    gaps += [f"{name}: a view runs with its owner's eyes" for name in connection.execute(_VIEWS).scalars()]
    lent = set(connection.execute(_DEFINERS, {"app": APP}).scalars()) - LENT
    gaps += [f"{name}(): runs as its owner and is lent to {APP}" for name in sorted(lent)]
    return gaps


def _gaps_of(row: Any) -> Iterator[str]:
    name = row["name"]
    if row["public"]:
        yield f"{name}: granted to PUBLIC"
    if row["owner"] == APP:
        yield f"{name}: owned by {APP}"
    if name in SHARED:
        return
    if not (row["enabled"] and row["forced"]):
        yield f"{name}: row-level security is not enabled and forced"
    if not row["uses"]:
        yield f"{name}: no policy decides which rows are seen"
    if row["is_partition"]:
        if row["granted"]:
            yield f"{name}: a partition granted to {APP} directly"
        return
    if not row["checks"]:
        yield f"{name}: no policy decides which rows may be written"
    if row["has_org"] and row["key_leads_with"] != "org_id":
        yield f"{name}: its key does not lead with org_id"
