"""A program that talks to the sandbox's Snapchat over HTTP."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.control import Control
from tests.sandbox.visitors import CLIENT, REDIRECT

KSA, UAE, NOMAD, EMPTY = (f"8adc3db7-8148-4fbf-999c-8d2266369d0{n}" for n in range(1, 5))
DAY = {
    "granularity": "DAY",
    "start_time": "2026-11-01T00:00:00.000+03:00",
    "end_time": "2026-11-11T00:00:00.000+03:00",
}
TOKENS = "snapchat/login/oauth2/access_token"


@dataclass
class Snapchat:
    """Signed in to Snapchat."""

    url: str
    http: httpx.Client
    tokens: dict[str, Any]

    def call(self, method: str, path: str, body: Any = None, **query: str) -> httpx.Response:
        """Call a path of v1."""
        headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        return self.http.request(
            method, f"{self.url}/snapchat/v1/{path}", params=query or None, json=body, headers=headers
        )

    def get(self, path: str, **query: str) -> Any:
        """The JSON of a read that must succeed."""
        answer = self.call("GET", path, **query).raise_for_status().json()
        assert answer["request_status"] == "SUCCESS"
        return answer

    def error(self, path: str, method: str = "GET", body: Any = None, **query: str) -> tuple[int, str, str]:
        """Status, code and words of a call that must fail."""
        response = self.call(method, path, body, **query)
        answer = response.json()
        assert (answer["request_status"], set(answer)) == (
            "ERROR",
            {"request_status", "request_id", "debug_message", "display_message", "error_code"},
        )
        return response.status_code, answer["error_code"], answer["debug_message"]

    def some(self, kind: str, account: str = KSA, **query: str) -> list[dict[str, Any]]:
        """Campaigns, ad squads or ads of an account."""
        singular = kind.removesuffix("s")
        return [entry[singular] for entry in self.get(f"adaccounts/{account}/{kind}", **query)[kind]]

    def one(self, kind: str, entity_id: str) -> dict[str, Any]:
        """One of them as it is now."""
        found: dict[str, Any] = self.get(f"{kind}/{entity_id}")[kind][0][kind.removesuffix("s")]
        return found

    def series(self, path: str, breakdown: str | None = None, **query: str) -> list[dict[str, Any]]:
        """The days of one thing, or of each thing below it."""
        more = {"breakdown": breakdown} if breakdown else {}
        stat = self.get(path, **(DAY | more | query))["timeseries_stats"][0]["timeseries_stat"]
        found: list[dict[str, Any]] = stat["breakdown_stats"][breakdown] if breakdown else [stat]
        return found

    def outcome(self, response: httpx.Response, kind: str) -> list[str]:
        """What came of each object of a write."""
        assert response.status_code == 200, response.text
        return [entry.get("sub_request_error_reason", "fine") for entry in response.json()[kind]]


def snapchat_person(url: str, http: httpx.Client) -> Snapchat:
    """Consent, and exchange the code."""
    code = Control(url).post("/grants", platform="snapchat", redirect_uri=REDIRECT)["code"]
    form = CLIENT | {"redirect_uri": REDIRECT, "code": code, "grant_type": "authorization_code"}
    return Snapchat(url, http, http.post(f"{url}/{TOKENS}", data=form).raise_for_status().json())
