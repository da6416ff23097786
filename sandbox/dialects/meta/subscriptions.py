"""`/{page_id}/subscribed_apps` and `/act_X/subscribed_apps`: which apps a page or an account lets in.

To which address Meta tells is set once for the app, so no callback stands here.
"""

from typing import Any

from sandbox.dialects.meta.access import need_scope
from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import GraphError, invalid
from sandbox.dialects.meta.statuses import META
from sandbox.grants import Token
from sandbox.subscriptions import add, drop, rows
from sandbox.world.model import Account
from sandbox.world.profiles import Profile

# Field → what it takes beside the right to change the page's settings.
FIELDS = {
    "leadgen": "leads_retrieval", "feed": "pages_read_engagement", "messages": "pages_messaging", "mention": "",
}  # fmt: skip
Fields = dict[str, Any]


def of_page(call: Call, token: Token, page: Profile) -> Fields:
    """A page's, asked with its own token."""
    need_scope(token, "pages_manage_metadata")
    if call.method == "POST":
        return _let_in(call, page.id, _fields(call, token))
    return _leave(call, page.id) if call.method == "DELETE" else _listed(call, page.id)


def of_account(call: Call, account: Account) -> Fields:
    """An ad account's: the app is named, its fields are the app's own affair."""
    if call.method == "GET":
        return _listed(call, account.id)
    if call.params.get("app_id") != call.stage.settings.client_id("meta"):
        raise invalid("The parameter app_id is required")
    return _let_in(call, account.id, []) if call.method == "POST" else _leave(call, account.id)


def _fields(call: Call, token: Token) -> list[str]:
    names = call.items("subscribed_fields")
    if not names:
        raise invalid("The parameter subscribed_fields is required.")
    for n, name in enumerate(names):
        if name not in FIELDS:
            raise invalid(f"Param subscribed_fields[{n}] must be one of {{{', '.join(FIELDS)}}}")
        if FIELDS[name] and FIELDS[name] not in token.scope.split(","):
            needed = f"one of these permissions is needed: {FIELDS[name]}."
            raise GraphError(403, 200, f"(#200) To subscribe to the {name} field, {needed}")
    return names


def _let_in(call: Call, owner: str, fields: list[str]) -> Fields:
    add(call.stage, META, {"key": owner, "owner": owner, "topic": ",".join(fields), "callback": ""})
    return {"success": True}


def _leave(call: Call, owner: str) -> Fields:
    drop(call.stage, META, owner)
    return {"success": True}


def _listed(call: Call, owner: str) -> Fields:
    app = {"id": call.stage.settings.client_id("meta"), "name": "Sandbox"}
    found = rows(call.stage, META).get(owner)
    fields = {"subscribed_fields": found["topic"].split(",")} if found and found["topic"] else {}
    return {"data": [app | fields] if found else []}
