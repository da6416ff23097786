"""`/leadNotifications`: who is told of the leads of an ad account."""

from collections.abc import Sequence
from typing import Any

from sandbox.dialects.linkedin.access import LINKEDIN, account_named, need
from sandbox.dialects.linkedin.call import Call
from sandbox.dialects.linkedin.errors import bad_param, invalid, no_resource, not_found
from sandbox.dialects.linkedin.finders import id_in
from sandbox.dialects.linkedin.leads import SCOPE, TYPES
from sandbox.dialects.linkedin.paging import page
from sandbox.subscriptions import add, drop, is_sound, rows
from sandbox.world.chance import digest

KNOWN = {"webhook", "owner", "leadType", "versionedForm", "associatedEntity"}
Fields = dict[str, Any]


def notifications(call: Call, rest: Sequence[str]) -> Fields | str | None:
    """Find, read, create and delete subscriptions of the app."""
    need(call.scopes, f"{call.method} /leadNotifications", SCOPE)
    match call.method, list(rest):
        case "POST", []:
            return _create(call)
        case "GET", []:
            call.only("q", "owner", "leadType", "start", "count")
            return page(call, [_shown(row) for row in _found(call)])
        case "GET", [key] if key in rows(call.stage, LINKEDIN):
            return _shown(rows(call.stage, LINKEDIN)[key])
        case "DELETE", [key] if drop(call.stage, LINKEDIN, key):
            return None
        case (("GET" | "DELETE"), [key]):
            raise not_found(f"leadNotifications/{key}")
    raise no_resource()


def _create(call: Call) -> str:
    body = call.json()
    if unknown := set(body) - KNOWN:
        raise invalid(min(unknown), "is not a field of this resource")
    if not is_sound(body.get("webhook")):
        raise invalid("webhook", "must be an HTTPS URL")
    if body.get("leadType") not in TYPES:
        raise invalid("leadType", f"must be one of {', '.join(TYPES)}")
    owner = body.get("owner")
    if not isinstance(owner, dict) or set(owner) != {"sponsoredAccount"}:
        raise invalid("owner", "must name a sponsoredAccount")
    account = account_named(call.stage, id_in(str(owner["sponsoredAccount"]), "sponsoredAccount", "owner"))
    number = call.stage.shelf["linkedin notifications"] = call.stage.shelf.get("linkedin notifications", 0) + 1
    key = str(digest("notification", account.id, number) % 10**9)
    row = {"key": key, "owner": account.id, "topic": body["leadType"], "callback": body["webhook"]}
    add(call.stage, LINKEDIN, row)
    return key


def _found(call: Call) -> list[Fields]:
    if call.text("q") != "criteria":
        raise bad_param("q", "they are found by criteria")
    match call.params.get("owner"), call.params.get("leadType"):
        case {"value": {"sponsoredAccount": str(urn)}}, {"leadType": str(wanted)}:
            account = account_named(call.stage, id_in(urn, "sponsoredAccount", "owner"))
            known = rows(call.stage, LINKEDIN).values()
            return [row for row in known if (row["owner"], row["topic"]) == (account.id, wanted)]
    raise bad_param("owner", "(value:(sponsoredAccount:urn…)) and leadType=(leadType:…) are expected")


def _shown(row: Fields) -> Fields:
    owner = {"sponsoredAccount": f"urn:li:sponsoredAccount:{row['owner']}"}
    return {"id": row["key"], "webhook": row["callback"], "leadType": row["topic"], "owner": owner}
