"""Row-level security, said once: what a session may see is decided by the database, from the session's context.

The context is three settings of the transaction: `app.org_id` (the tenant), `app.user_id` (the person) and
`app.email` (somebody who signs in). Without context there are no rows, for the owner as well (FORCE).
Six tables are cut otherwise than "my org's rows", each for a reason:

orgs                a person sees the orgs they belong to (to choose one); the dispatcher sees them all
users               a person sees themselves and the members of the current org; a sign-in sees its e-mail
second_factors      a person's own, nobody else's
user_organizations  a person sees their own memberships
webhook_routes, webhook_endpoints  the dispatcher finds whose a delivery is
"""

ORG = "nullif(current_setting('app.org_id', true), '')::uuid"
USER = "nullif(current_setting('app.user_id', true), '')::uuid"
EMAIL = "nullif(current_setting('app.email', true), '')::citext"
DISPATCHING = "current_setting('app.purpose', true) = 'dispatch'"

APPEND_ONLY = ("audit_log",)
SHARED = ("fx_rates", "alembic_version", "security_events", "tick_runs")  # no tenant's data: read by all

_MEMBER = "EXISTS (SELECT 1 FROM user_organizations m WHERE m.org_id = %s AND m.user_id = %s AND m.is_active)"
_SEES = {
    "orgs": f"id = {ORG} OR {DISPATCHING} OR {_MEMBER % ('orgs.id', USER)}",
    "users": f"id = {USER} OR email = {EMAIL} OR {_MEMBER % (ORG, 'users.id')}",
    "user_organizations": f"org_id = {ORG} OR user_id = {USER}",
    "webhook_routes": f"org_id = {ORG} OR {DISPATCHING}",
    "webhook_endpoints": f"org_id = {ORG} OR {DISPATCHING}",
}
_CHANGES = {"orgs": f"id = {ORG}", "users": f"id = {USER}", "second_factors": f"user_id = {USER}"}


def secure(table: str) -> list[str]:
    """The statements that put a table under row-level security and let the application in."""
    changes = _CHANGES.get(table, f"org_id = {ORG}")
    sees = _SEES.get(table, changes)
    rights = "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
    policies = [f"CREATE POLICY org_isolation ON {table} USING ({changes}) WITH CHECK ({changes})"]
    if sees != changes:
        policies.append(f"CREATE POLICY org_wider_read ON {table} FOR SELECT USING ({sees})")
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        *policies,
        f"GRANT {rights} ON {table} TO cmis_app",
    ]


def share(table: str, rights: str = "SELECT") -> list[str]:
    """The statement that lets the application into a table that belongs to no tenant."""
    return [f"GRANT {rights} ON {table} TO cmis_app"]
