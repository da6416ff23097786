"""Whom a line item is shown to: the places that can be targeted, and the criteria that were set."""

from typing import Any

from sandbox.dialects.twitter.access import TWITTER
from sandbox.dialects.twitter.errors import AdsError, invalid, missing, not_found
from sandbox.dialects.twitter.lists import find, paged
from sandbox.dialects.twitter.params import Call, written
from sandbox.world.chance import digest
from sandbox.world.identity import BASE36
from sandbox.world.model import Account

Row = dict[str, Any]

COUNTRIES = {
    "SA": "Saudi Arabia", "AE": "United Arab Emirates", "KW": "Kuwait", "QA": "Qatar", "BH": "Bahrain",
    "OM": "Oman", "EG": "Egypt", "JO": "Jordan", "LB": "Lebanon", "IQ": "Iraq", "MA": "Morocco", "TN": "Tunisia",
    "TR": "Turkey", "US": "United States", "CA": "Canada", "GB": "United Kingdom", "IE": "Ireland",
    "DE": "Germany", "AT": "Austria", "CH": "Switzerland", "FR": "France", "ES": "Spain", "IT": "Italy",
    "NL": "Netherlands", "DK": "Denmark", "NO": "Norway", "SE": "Sweden", "FI": "Finland", "IN": "India",
    "PK": "Pakistan", "JP": "Japan", "AU": "Australia",
}  # fmt: skip
LOCATION_TYPES = ("COUNTRIES", "REGIONS", "METROS", "CITIES", "POSTAL_CODES")
TYPES = frozenset({
    "AGE", "BROAD_KEYWORD", "DEVICE", "EVENT", "EXACT_KEYWORD", "FOLLOWERS_OF_USER", "GENDER", "INTEREST",
    "LANGUAGE", "LOCATION", "NETWORK_OPERATOR", "PHRASE_KEYWORD", "PLATFORM", "PLATFORM_VERSION",
    "SIMILAR_TO_FOLLOWERS_OF_USER", "UNORDERED_KEYWORD", "WIFI_ONLY",
})  # fmt: skip
OPERATORS = ("EQ", "NE", "GTE", "LT")
LARGEST_BATCH = 500
MEMBERS = ("line_item_id", "targeting_type", "targeting_value", "operator_type")


def value_of(country: str) -> str:
    """The value that targets a country."""
    return f"{digest('place', country):016x}"


PLACES = {value_of(code): code for code in COUNTRIES}


def locations(call: Call) -> Row:
    """`GET targeting_criteria/locations`: of this world only countries are known."""
    call.check_known("location_type", "country_code", "q", "count", "cursor")
    kind = call.params.get("location_type", "COUNTRIES")
    if kind not in LOCATION_TYPES:
        raise invalid("location_type", kind, f"one of [{', '.join(LOCATION_TYPES)}]")
    wanted, words = call.params.get("country_code"), call.params.get("q", "").lower()
    found = [
        {"name": name, "country_code": code, "location_type": kind, "targeting_value": value_of(code),
         "targeting_type": "LOCATION"}
        for code, name in COUNTRIES.items()
        if kind == "COUNTRIES" and wanted in (None, code) and words in name.lower()
    ]  # fmt: skip
    return paged(call, found)


def listed(call: Call, account: Account) -> Row:
    """`GET accounts/:id/targeting_criteria?line_item_ids=`."""
    call.check_known("line_item_ids", "targeting_criterion_ids", "count", "cursor", "with_deleted", "lang")
    call.need("line_item_ids")
    items, ids = call.ids("line_item_ids") or [], call.ids("targeting_criterion_ids")
    found = [
        _shape(row) for row in _kept(call)
        if row["account_id"] == account.id and row["line_item_id"] in items and (ids is None or row["id"] in ids)
        and (call.flag("with_deleted") or not row["deleted"])
    ]  # fmt: skip
    return paged(call, found)


def create(call: Call, account: Account) -> Row:
    """`POST accounts/:id/targeting_criteria`: one."""
    call.check_known(*MEMBERS)
    made = _made(call, account, call.params)
    _kept(call).append(made)
    call.stage.save()
    return {"data": _shape(made), "request": {"params": call.echo()}}


def delete(call: Call, account: Account, criterion_id: str) -> Row:
    """`DELETE accounts/:id/targeting_criteria/:id`."""
    call.check_known()
    found = _find(call, account, criterion_id)
    found["deleted"] = True
    call.stage.save()
    return {"data": _shape(found), "request": {"params": call.echo() | {"targeting_criterion_id": criterion_id}}}


def batch(call: Call, account: Account) -> Row:
    """`POST batch/accounts/:id/targeting_criteria`: many, or none of them."""
    given = call.json_list()
    if not 1 <= len(given) <= LARGEST_BATCH:
        raise AdsError(400, "INVALID_PARAMETER", f"A batch has between 1 and {LARGEST_BATCH} items")
    steps = [_step(call, account, each, (place, len(given))) for place, each in enumerate(given)]
    for kind, row in steps:
        if kind == "Create":
            _kept(call).append(row)
        else:
            row["deleted"] = True
    call.stage.save()
    echo = [{"params": each["params"] | {"account_id": account.id}, "operation_type": kind}
            for each, (kind, _) in zip(given, steps, strict=True)]  # fmt: skip
    return {"data_type": "targeting_criterion", "data": [_shape(row) for _, row in steps], "request": echo}


def _step(call: Call, account: Account, item: Any, place: tuple[int, int]) -> tuple[str, Row]:
    """What one item of a batch makes or takes away; raises, with its place, before any of them counts."""
    told = item if isinstance(item, dict) else {}
    kind, params = told.get("operation_type"), told.get("params")
    try:
        if not isinstance(params, dict):
            raise missing("params")
        if kind == "Create":
            return kind, _made(call, account, params)
        if kind == "Delete":
            return kind, _find(call, account, str(params.get("targeting_criterion_id")))
        raise invalid("operation_type", str(kind), "one of [Create, Delete]")
    except AdsError as error:
        error.place = place
        raise


def _made(call: Call, account: Account, params: Any) -> Row:
    for name in params:
        if name not in MEMBERS:
            raise AdsError(400, "INVALID_PARAMETER", f'"{name}" is not a valid parameter', name, str(params[name]))
    for name in MEMBERS[:3]:
        if not params.get(name):
            raise missing(name)
    item = find(call, account, "line_items", params["line_item_id"], drafts=True)
    kind, value, operator = params["targeting_type"], params["targeting_value"], params.get("operator_type", "EQ")
    if kind not in TYPES:
        raise invalid("targeting_type", kind, f"one of [{', '.join(sorted(TYPES))}]")
    if operator not in OPERATORS:
        raise invalid("operator_type", operator, f"one of [{', '.join(OPERATORS)}]")
    if kind == "LOCATION" and value not in PLACES:
        raise invalid("targeting_value", value, "targeting value of a location")
    at, number = written(call.stage.clock.now()), digest("criterion", len(_kept(call)), item["id"], value)
    made = "".join(BASE36[number // 36**place % 36] for place in range(6))
    return {
        "account_id": account.id, "line_item_id": item["id"], "id": made, "targeting_type": kind,
        "targeting_value": value, "operator_type": operator, "created_at": at, "updated_at": at, "deleted": False,
    }  # fmt: skip


def _shape(row: Row) -> Row:
    """A criterion as JSON; a place has its name and kind."""
    country = PLACES.get(row["targeting_value"]) if row["targeting_type"] == "LOCATION" else None
    told = {name: value for name, value in row.items() if name != "account_id"}
    named = {"name": COUNTRIES[country], "location_type": "COUNTRIES"} if country else {}
    return {"name": row["targeting_value"]} | told | named


def _find(call: Call, account: Account, criterion_id: str) -> Row:
    for row in _kept(call):
        if row["id"] == criterion_id and row["account_id"] == account.id and not row["deleted"]:
            return row
    raise not_found("TARGETING_CRITERION", criterion_id)


def _kept(call: Call) -> list[Row]:
    found: list[Row] = call.stage.shelf.setdefault(f"{TWITTER} targeting", [])
    return found
