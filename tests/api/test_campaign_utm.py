"""The org's UTM scheme over HTTP."""

from db.kinds import Role
from engine.core.work import Actor, work
from engine.keys import create_key
from tests.site import member, visitor

PATH = "/unified-campaigns/utm"


def test_a_scheme_is_chosen_by_admins_and_read_by_all(web, org):
    place = f"/api/orgs/{org.id}{PATH}"
    with member(web, org.sign_in()) as owner:
        assert owner.get(place).json()["data"]["enabled"] is False
        odd = owner.put(place, json={"campaign": "{campain}"})
        kept = owner.put(place, json={"enabled": True, "enforce": True, "sources": {"twitter": "x"}})
    with work(org.id, Actor("test")) as unit:
        key = create_key(unit, "plans", Role.MARKETER, maker=Role.OWNER)
    with visitor(web) as program:
        program.headers["X-API-Key"] = key
        refused, seen = program.put(place, json={"enabled": False}), program.get(place)

    assert (odd.status_code, set(odd.json()["messages"])) == (422, {"campaign"})
    assert (kept.status_code, refused.status_code) == (200, 403)
    found = seen.json()["data"]
    assert (found["enforce"], found["medium"], found["sources"]["twitter"]) == (True, "cpc", "x")
