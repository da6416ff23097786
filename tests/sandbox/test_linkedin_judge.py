"""LinkedIn's own client as the judge of the sandbox: what it sends is understood, what it reads it understands."""

from collections.abc import Callable
from typing import Any

import pytest
from linkedin_api.clients.auth.client import AuthClient
from linkedin_api.clients.restli.client import RestliClient
from linkedin_api.clients.restli.utils import query_tunneling
from linkedin_api.common import constants

from tests.control import Control
from tests.sandbox.visitors import B2B, CAREERS, CLIENT, REDIRECT

VERSION = "202610"
ACCOUNT = f"urn:li:sponsoredAccount:{CAREERS}"
ALL = ["ACTIVE", "ARCHIVED", "CANCELED", "DRAFT", "PAUSED", "PENDING_DELETION", "REMOVED"]


class Judge:
    """The official client, signed in through its own sign-in client."""

    def __init__(self, control: Control) -> None:
        self.auth = AuthClient(**CLIENT, redirect_url=REDIRECT)
        self.rest = RestliClient()
        for client in (self.auth, self.rest):
            client.session.trust_env = False
        code = control.post("/grants", platform="linkedin", redirect_uri=REDIRECT)["code"]
        self.tokens = self.auth.exchange_auth_code_for_access_token(code)

    def ask(self, method: Callable[..., Any], path: str, **more: Any) -> Any:
        """Call a verb of the client; a failure shows the sandbox's words."""
        answer = method(resource_path=path, access_token=self.tokens.access_token, version_string=VERSION, **more)
        assert answer.status_code < 300, answer.response.text
        return answer

    def find(self, path: str, finder: str = "search", **query: Any) -> list[dict[str, Any]]:
        """All elements of a finder."""
        found = self.ask(self.rest.finder, path, finder_name=finder, query_params=query)
        return list(found.elements)

    def figures(self, facet: str, urns: list[str]) -> list[dict[str, Any]]:
        """Three weeks of figures by campaign."""
        return self.find(
            "/adAnalytics",
            "analytics",
            pivot="CAMPAIGN",
            timeGranularity="DAILY",
            dateRange={
                "start": {"year": 2026, "month": 11, "day": 1},
                "end": {"year": 2026, "month": 11, "day": 21},
            },
            **{facet: urns},
            fields="dateRange,pivotValues,impressions,costInLocalCurrency",
        )


@pytest.fixture
def judge(control: Control, monkeypatch: pytest.MonkeyPatch) -> Judge:
    monkeypatch.setattr(constants, "VERSIONED_BASE_URL", f"{control.url}/linkedin/rest")
    monkeypatch.setattr(constants, "OAUTH_BASE_URL", f"{control.url}/linkedin/oauth/v2")
    return Judge(control)


def test_it_signs_in_refreshes_and_looks_into_tokens(judge, control):
    assert (judge.tokens.expires_in, judge.tokens.refresh_token_expires_in) == (5_184_000, 31_536_000)
    fresh = judge.auth.exchange_refresh_token_for_access_token(judge.tokens.refresh_token)
    assert fresh.access_token != judge.tokens.access_token
    assert judge.auth.introspect_access_token(fresh.access_token).active

    control.post("/tokens", platform="linkedin", action="revoke")

    known = judge.auth.introspect_access_token(fresh.access_token)
    assert (known.active, known.status) == (False, "revoked")


def test_it_finds_accounts_groups_campaigns_and_creatives(judge):
    accounts = judge.find("/adAccounts", search={"status": {"values": ["ACTIVE"]}})
    assert {int(CAREERS), int(B2B)} < {account["id"] for account in accounts}

    search = {"status": {"values": ALL}}
    groups = judge.find(f"/adAccounts/{CAREERS}/adCampaignGroups", search=search)
    campaigns = judge.find(f"/adAccounts/{CAREERS}/adCampaigns", search=search, pageSize=500)
    creatives = judge.find(f"/adAccounts/{CAREERS}/creatives", "criteria", intendedStatuses=ALL)
    named = {f"urn:li:sponsoredCampaignGroup:{group['id']}" for group in groups}
    assert {campaign["campaignGroup"] for campaign in campaigns} <= named
    assert creatives


def test_its_report_is_the_truth(judge, control):
    days = control.get(f"/truth/linkedin/{CAREERS}", since="2026-11-01", until="2026-11-21")["days"]

    rows = judge.figures("accounts", [ACCOUNT])

    assert sum(row["impressions"] for row in rows) == sum(day["impressions"] for day in days)


def test_a_question_too_long_for_an_address_travels_in_the_body(judge, control, monkeypatch):
    monkeypatch.setattr(query_tunneling, "MAX_QUERY_STRING_LENGTH", 50)

    rows = judge.figures("accounts", [ACCOUNT])

    assert rows
    assert control.get("/calls", platform="linkedin")["calls"][-1]["method"] == "POST"


def test_it_pauses_a_campaign_and_raises_a_budget(judge):
    campaign = judge.find(f"/adAccounts/{CAREERS}/adCampaigns", search={"status": {"values": ["ACTIVE"]}})[0]
    path, keys = f"/adAccounts/{CAREERS}/adCampaigns/{{id}}", {"id": campaign["id"]}
    wanted = {"status": "PAUSED", "dailyBudget": {"amount": "825.00", "currencyCode": "SAR"}}

    judge.ask(judge.rest.partial_update, path, path_keys=keys, patch_set_object=wanted)

    after = judge.ask(judge.rest.get, path, path_keys=keys).entity
    assert {name: after[name] for name in wanted} == wanted


def test_it_creates_a_group_and_pauses_a_creative_by_its_urn(judge):
    group = {"account": ACCOUNT, "name": "Judged", "status": "DRAFT", "runSchedule": {"start": 1_795_000_000_000}}
    made = judge.ask(judge.rest.create, f"/adAccounts/{CAREERS}/adCampaignGroups", entity=group)
    path = f"/adAccounts/{CAREERS}/adCampaignGroups/{{id}}"
    assert judge.ask(judge.rest.get, path, path_keys={"id": made.entity_id}).entity["name"] == "Judged"

    found = judge.find(f"/adAccounts/{CAREERS}/creatives", "criteria", intendedStatuses=["ACTIVE"])
    path, keys = f"/adAccounts/{CAREERS}/creatives/{{id}}", {"id": found[0]["id"]}
    judge.ask(judge.rest.partial_update, path, path_keys=keys, patch_set_object={"intendedStatus": "PAUSED"})
    assert judge.ask(judge.rest.get, path, path_keys=keys).entity["intendedStatus"] == "PAUSED"
