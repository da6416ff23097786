"""A program that talks to the sandbox's TikTok over HTTP."""

from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from tests.control import Control
from tests.sandbox.visitors import REDIRECT

KSA, NOMAD, JAPAN, EMPTY = (f"730100000000000010{n}" for n in range(1, 5))
APP = {"app_id": "sandbox-client", "secret": "sandbox-secret"}
REPORT: dict[str, Any] = {
    "advertiser_id": KSA,
    "report_type": "BASIC",
    "data_level": "AUCTION_CAMPAIGN",
    "dimensions": ["campaign_id", "stat_time_day"],
    "metrics": ["spend", "impressions", "conversion", "video_watched_2s"],
    "start_date": "2026-11-01",
    "end_date": "2026-11-22",
    "page_size": 1000,
}


@dataclass
class TikTok:
    """Signed in to TikTok."""

    url: str
    http: httpx.Client
    token: str

    def call(self, method: str, path: str, token: str | None = None, **params: Any) -> httpx.Response:
        """Call a path of v1.3 as it is given; lists and objects in a query are JSON text."""
        headers = {"Access-Token": self.token if token is None else token}
        address = f"{self.url}/tiktok/open_api/v1.3/{path}"
        if method == "POST":
            return self.http.post(address, json=params, headers=headers)
        query = {
            name: each if isinstance(each, str) else orjson.dumps(each).decode() for name, each in params.items()
        }
        return self.http.request(method, address, params=query, headers=headers)

    def get(self, path: str, **params: Any) -> Any:
        """The data of a read that must succeed."""
        return self._data(self.call("GET", path, **params))

    def post(self, path: str, **params: Any) -> Any:
        """The data of a write that must succeed."""
        return self._data(self.call("POST", path, **params))

    def code(self, path: str, method: str = "GET", **params: Any) -> int:
        """The code of a call that must fail, in an envelope like any other."""
        response = self.call(method, path, **params)
        body = response.json()
        assert (response.status_code, set(body)) == (200, {"code", "message", "request_id", "data"})
        assert body["code"] != 0
        assert body["message"]
        return int(body["code"])

    def some(self, word: str, account: str = KSA, **params: Any) -> list[dict[str, Any]]:
        """Campaigns, ad groups or ads of an account."""
        found: list[dict[str, Any]] = self.get(
            f"{word}/get/", advertiser_id=account, **({"page_size": 1000} | params)
        )["list"]
        return found

    def one(self, word: str, entity_id: str, account: str = KSA) -> dict[str, Any]:
        """One of them as it is now, deleted or not."""
        only = {f"{word}_ids": [entity_id], "primary_status": "STATUS_ALL"}
        return self.some(word, account, filtering=only)[0]

    def _data(self, response: httpx.Response) -> Any:
        body = response.raise_for_status().json()
        assert (body["code"], body["message"]) == (0, "OK"), body
        return body["data"]


def tiktok_person(url: str, http: httpx.Client) -> TikTok:
    """Consent, and exchange the code."""
    code = Control(url).post("/grants", platform="tiktok", redirect_uri=REDIRECT)["code"]
    visitor = TikTok(url, http, "")
    visitor.token = visitor.post("oauth2/access_token/", **APP, auth_code=code)["access_token"]
    return visitor
