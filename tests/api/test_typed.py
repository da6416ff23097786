"""A value is of the type that it should be, or it is refused: nothing is taken for something else."""

import pytest

from tests.api.test_bad_input import program
from tests.factories import OrgFacts
from tests.site import member


@pytest.mark.parametrize(
    ("call", "body", "field"),
    [
        ("PUT budgets/settings", {"auto_pause": "no"}, "auto_pause"),
        ("PUT budgets/settings", {"auto_pause": 1}, "auto_pause"),
        ("POST keys", {"name": "reports", "rate_limit": "50"}, "rate_limit"),
        ("POST keys", {"name": "reports", "rate_limit": True}, "rate_limit"),
        ("POST posts", {"content": "Winter", "platforms": ["meta"], "scheduled_for": 5}, "scheduled_for"),
        ("POST posts", {"content": "Winter", "platforms": ["meta"], "scheduled_for": "5"}, "scheduled_for"),
        ("POST unified-campaigns/templates", {"name": "Winter", "order": {}, "colour": "red"}, "colour"),
        (
            "POST unified-campaigns/templates", {"name": "Winter", "order": {"content": {"posts": [None]}}},
            "order.content.posts.0",
        ),
        ("PUT targets", {"targets": {"luck": 1}}, "targets.luck"),
        ("PUT targets", {"targets": {"roas": 0}}, "targets.roas"),
    ],
)  # fmt: skip
def test_a_body_of_other_types_is_refused(web: str, org: OrgFacts, call: str, body: object, field: str) -> None:
    method, path = call.split()
    with program(web, org) as client:
        answer = client.request(method, f"/api/orgs/{org.id}/{path}", json=body)

    assert (answer.status_code, list(answer.json()["messages"])) == (422, [field])


@pytest.mark.parametrize("path", ["audit?until=0.5", "dashboard?since=0&until=0", "metrics?since=0&until=0"])
def test_a_number_is_no_day(web: str, org: OrgFacts, path: str) -> None:
    with program(web, org) as client:
        answer = client.get(f"/api/orgs/{org.id}/{path}")

    assert (answer.status_code, "until" in answer.json()["messages"]) == (422, True)


def test_seven_is_seven(web: str, org: OrgFacts) -> None:
    with program(web, org) as client:
        answer = client.put(
            f"/api/orgs/{org.id}/limits", content=b'{"api": 126.0}', headers={"Content-Type": "application/json"}
        )

    assert (answer.status_code, answer.json()["chosen"]["api"]) == (200, 126)


def test_a_target_of_yen_is_kept(web: str, org: OrgFacts) -> None:
    with program(web, org) as client:
        answer = client.put(f"/api/orgs/{org.id}/targets", json={"targets": {"spend": 5_000_000_000}})

    assert (answer.status_code, answer.json()["targets"]) == (200, {"spend": 5_000_000_000})


def test_an_address_tells_every_method_that_it_takes(web: str, org: OrgFacts) -> None:
    with program(web, org) as client:
        keys = client.patch(f"/api/orgs/{org.id}/keys")
        plan = client.patch(f"/api/orgs/{org.id}/unified-campaigns/check")

    assert (keys.status_code, keys.headers["allow"]) == (405, "GET, POST")
    assert (plan.status_code, plan.headers["allow"]) == (405, "POST")


def test_nothing_that_a_person_leaves_empty_breaks_their_choices(web: str, org: OrgFacts) -> None:
    with member(web, org.sign_in()) as person:
        place = f"/api/orgs/{org.id}/notifications"
        empty = dict.fromkeys(("least", "critical_passes", "digest_hour", "digest_weekday", "quiet_from"))
        saved = person.put(f"{place}/preferences", json=empty)
        nobody = person.post(f"{place}/channels", json={"kind": "webhook", "address": "https://nobody.invalid/"})

    assert (saved.status_code, saved.json()["digest_hour"]) == (200, 8)
    assert (nobody.status_code, nobody.json()["code"]) == (422, "validation_failed")
