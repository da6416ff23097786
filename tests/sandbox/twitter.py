"""A program that talks to the played X as the product does: every call signed."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

import httpx
from oauthlib.oauth1 import Client

from tests.control import Control
from tests.sandbox.visitors import CLIENT, REDIRECT

WAHA, NOMAD, NORDLYS, EMPTY = "18ce54d4x5t", "18ce54d4x6u", "18ce54d4x7v", "18ce54d4x8w"
ME, NORDLYS_USER = "756201191646691328", "756201191646691330"
WEEK = {"start_time": "2026-11-15", "end_time": "2026-11-22"}


@dataclass
class X:
    """Signed in to X."""

    url: str
    http: httpx.Client
    token: str = ""
    secret: str = ""

    def call(self, method: str, path: str, signer: Client | None = None, **params: Any) -> httpx.Response:
        """Sign and send a path of version 12, or one that begins with a slash as it is."""
        address = f"{self.url}/twitter{path}" if path.startswith("/") else f"{self.url}/twitter/12/{path}"
        if params:
            address += "?" + urlencode(params, quote_via=quote)
        _, headers, _ = (signer or self.signer()).sign(address, http_method=method)
        return self.http.request(method, address, headers=headers)

    def posts(self, method: str, path: str, body: Any = None, **params: Any) -> httpx.Response:
        """Sign and send a path of version 2; a body goes as JSON, which no signature covers."""
        address = f"{self.url}/twitter/2/{path}"
        if params:
            address += "?" + urlencode(params, quote_via=quote)
        _, headers, _ = self.signer().sign(address, http_method=method)
        return self.http.request(method, address, headers=headers, json=body)

    def signer(self, **more: Any) -> Client:
        """What signs with our keys and the person's token."""
        held = {"resource_owner_key": self.token or None, "resource_owner_secret": self.secret or None}
        return Client(CLIENT["client_id"], CLIENT["client_secret"], **(held | more))

    def get(self, path: str, **params: Any) -> Any:
        """The `data` of a read that must succeed."""
        return self.call("GET", path, **params).raise_for_status().json()["data"]

    def all(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """Every item over all pages."""
        found: list[dict[str, Any]] = []
        while True:
            page = self.call("GET", path, **params).raise_for_status().json()
            found += page["data"]
            if page["next_cursor"] is None:
                return found
            params["cursor"] = page["next_cursor"]

    def refusal(self, method: str, path: str, **params: Any) -> tuple[int, Any]:
        """HTTP status and code of a call that must fail."""
        answer = self.call(method, path, **params)
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json()["errors"][0]["code"]


def request_token(x: X) -> dict[str, str]:
    """The first leg."""
    answer = x.call("POST", "/oauth/request_token", x.signer(callback_uri=f"{REDIRECT}?state=s1"))
    return dict(parse_qsl(answer.raise_for_status().text))


def consent(x: X, token: str, answer: str = "allow") -> dict[str, str]:
    """Press a button on the consent page; what comes back to the redirect address."""
    page = x.http.post(f"{x.url}/twitter/oauth/authorize", params={"oauth_token": token}, data={"answer": answer})
    assert page.status_code == 303, page.text
    return {name: values[0] for name, values in parse_qs(urlsplit(page.headers["location"]).query).items()}


def twitter_person(url: str, http: httpx.Client) -> X:
    """Consent, and exchange the request token."""
    code = Control(url).post("/grants", platform="twitter", redirect_uri=REDIRECT)["code"]
    token, _, verifier = code.partition(":")
    x = X(url, http)
    answer = x.call("POST", "/oauth/access_token", oauth_token=token, oauth_verifier=verifier)
    granted = dict(parse_qsl(answer.raise_for_status().text))
    return X(url, http, granted["oauth_token"], granted["oauth_token_secret"])
