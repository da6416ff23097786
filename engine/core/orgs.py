"""Work across tenants goes org by org, each in its own context."""

from collections.abc import Callable
from uuid import UUID

from db.session import org_ids


def each_org(do: Callable[[UUID], int | None]) -> int:
    """The sum over all orgs. What fails in one is told at the end, and is no other org's trouble."""
    done, failures = 0, []
    for org_id in org_ids():
        try:
            done += do(org_id) or 0
        except Exception as error:  # noqa: BLE001 - raised below, with the others
            failures.append(error)
    if failures:
        raise ExceptionGroup("orgs that had no turn", failures)
    return done
