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
ORGANIZATION = "urn:li:organization:77000077"
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

    def make(self, path: str, **entity: Any) -> str:
        """The name or number of something that the client creates."""
        return str(self.ask(self.rest.create, path, entity=entity).decoded_entity_id)

    def publish(self, **more: Any) -> str:
        """The name of a post of the organisation."""
        usual = {
            "author": ORGANIZATION, "commentary": "Judged", "visibility": "PUBLIC", "lifecycleState": "PUBLISHED",
            "distribution": {"feedDistribution": "MAIN_FEED"},
        }  # fmt: skip
        return self.make("/posts", **(usual | more))

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


def test_it_launches_a_campaign_with_a_post_of_its_own(judge):
    account, target = f"/adAccounts/{CAREERS}", "urn:li:adTargetingFacet:locations"
    group = judge.make(
        f"{account}/adCampaignGroups",
        account=ACCOUNT, name="Judged", status="PAUSED", runSchedule={"start": 1_795_400_000_000},
    )  # fmt: skip
    campaign = judge.make(
        f"{account}/adCampaigns",
        account=ACCOUNT, campaignGroup=f"urn:li:sponsoredCampaignGroup:{group}", name="Judged", status="PAUSED",
        type="SPONSORED_UPDATES", objectiveType="WEBSITE_VISIT", costType="CPM",
        optimizationTargetType="MAX_CLICK", totalBudget={"amount": "9000.00", "currencyCode": "SAR"},
        locale={"country": "US", "language": "en"}, offsiteDeliveryEnabled=False,
        runSchedule={"start": 1_795_400_000_000, "end": 1_797_400_000_000},
        targetingCriteria={"include": {"and": [{"or": {target: ["urn:li:geo:100459316"]}}]}},
        politicalIntent="NOT_POLITICAL",
    )  # fmt: skip
    context = {"dscAdAccount": ACCOUNT, "dscStatus": "ACTIVE"}
    post = judge.publish(distribution={"feedDistribution": "NONE"}, adContext=context)
    creative = judge.make(
        f"{account}/creatives",
        campaign=f"urn:li:sponsoredCampaign:{campaign}", content={"reference": post}, intendedStatus="PAUSED",
    )  # fmt: skip

    found = judge.find(f"{account}/creatives", "criteria", creatives=[creative])
    assert [(each["content"], each["intendedStatus"]) for each in found] == [({"reference": post}, "PAUSED")]
    read = judge.ask(judge.rest.get, f"{account}/adCampaigns/{{id}}", path_keys={"id": campaign}).entity
    assert read["totalBudget"] == {"amount": "9000.00", "currencyCode": "SAR"}


def test_it_uploads_an_image_publishes_it_and_reads_what_came_of_it(judge, http):
    roles = judge.find("/organizationAcls", "roleAssignee", role="ADMINISTRATOR", state="APPROVED")
    ids = [role["organization"].rpartition(":")[2] for role in roles]
    pages = judge.ask(judge.rest.batch_get, "/organizations", ids=ids).results
    owned = {"initializeUploadRequest": {"owner": ORGANIZATION}}
    begun = judge.ask(judge.rest.action, "/images", action_name="initializeUpload", action_params=owned).value
    assert http.put(begun["uploadUrl"], content=b"\xff\xd8\xff").status_code == 201

    post = judge.publish(content={"media": {"id": begun["image"], "altText": "Dates"}})

    assert ORGANIZATION.rpartition(":")[2] in pages
    assert judge.find("/posts", "author", author=ORGANIZATION, sortBy="CREATED")[0]["id"] == post
    entity = judge.ask(judge.rest.get, "/posts/{id}", path_keys={"id": post}).entity
    assert entity["content"]["media"]["id"] == begun["image"]
    query = {"organizationalEntity": ORGANIZATION, "shares": [post]}
    (figures,) = judge.find("/organizationalEntityShareStatistics", "organizationalEntity", **query)
    assert (figures["share"], figures["totalShareStatistics"]["likeCount"]) == (post, 0)
    assert judge.ask(judge.rest.delete, "/posts/{id}", path_keys={"id": post}).status_code == 204


def test_it_reads_a_form_and_who_filled_it_in(judge):
    owner = {"sponsoredAccount": ACCOUNT}
    (form,) = judge.find("/leadForms", "owner", owner=owner)

    found = judge.find("/leadFormResponses", "owner", owner=owner, leadType={"leadType": "SPONSORED"}, count=100)

    assert len(found) == 10
    assert all(f"urn:li:leadGenForm:{form['id']}," in each["versionedLeadGenFormUrn"] for each in found)
