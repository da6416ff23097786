"""Programs that talk to a sandbox over HTTP, as the product does, and the servers they talk to."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import orjson

from db.embedded import Process, running
from settings import HERE, environment
from tests.control import Control
from tests.ports import free_port

NOW = "2026-11-22T15:00:00+00:00"
REDIRECT = "http://127.0.0.1:1/callback"
CLIENT = {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
KSA, JAPAN, NEW_YORK, EMPTY = "238001100000101", "238001100000103", "238001100000104", "238001100000105"
CAREERS, B2B = "512000101", "512000102"
MANAGER, SEARCH, TRAVEL, NORDLYS = "7710000001", "7710000101", "7710000102", "7710000103"


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[str]:
    """A sandbox of its own with settings of its own; yields its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    process = Process(
        name="sandbox under test",
        argv=(sys.executable, "-m", "uvicorn", "sandbox.app:app", "--port", str(port)),
        is_ready=lambda: answers(url),
        env=environment(PYTHONPATH=str(HERE), SANDBOX_TODAY=NOW) | settings,
    )
    with running(process, home / "sandbox.log"):
        yield url


def answers(url: str) -> bool:
    """Whether a sandbox serves there."""
    try:
        return httpx.get(f"{url}/_control/health", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


@dataclass
class Meta:
    """Signed in to Meta; every call carries the token."""

    url: str
    http: httpx.Client
    token: str

    def call(self, method: str, path: str, **params: Any) -> httpx.Response:
        """Call a path of v26.0; lists and objects are sent as JSON, as the SDK does."""
        query = {key: wire(value) for key, value in ({"access_token": self.token} | params).items()}
        address = f"{self.url}/meta/v26.0/{path}"
        if method == "POST":
            return self.http.post(address, data=query)
        return self.http.request(method, address, params=query)

    def get(self, path: str, **params: Any) -> Any:
        """The JSON of a read that must succeed."""
        return self.call("GET", path, **params).raise_for_status().json()

    def error(self, path: str, method: str = "GET", **params: Any) -> dict[str, Any]:
        """The error of a call that must fail, with its HTTP status."""
        response = self.call(method, path, **params)
        assert response.status_code >= 400, response.text
        error: dict[str, Any] = response.json()["error"]
        return error | {"http": response.status_code}

    def all(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """Every row over all pages, followed by cursor."""
        rows: list[dict[str, Any]] = []
        while True:
            page = self.get(path, **params)
            rows += page["data"]
            if "next" not in page.get("paging", {}):
                return rows
            params["after"] = page["paging"]["cursors"]["after"]


@dataclass
class Google:
    """Signed in to Google through the manager."""

    url: str
    http: httpx.Client
    tokens: dict[str, Any]

    def post(self, path: str, body: dict[str, Any], login: str | None = MANAGER) -> httpx.Response:
        """POST to a path below `customers/`."""
        headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        headers |= {"login-customer-id": login} if login else {}
        return self.http.post(f"{self.url}/google/v26/customers/{path}", json=body, headers=headers)

    def rows(self, customer: str, query: str) -> list[dict[str, Any]]:
        """All rows of a stream that must succeed."""
        chunks = self.post(f"{customer}/googleAds:searchStream", {"query": query}).raise_for_status().json()
        return [row for chunk in chunks for row in chunk.get("results", [])]

    def code(self, response: httpx.Response) -> dict[str, str]:
        """The `errorCode` of an answer that must have failed, an array or not."""
        assert response.status_code >= 400, response.text
        body = response.json()
        body = body[0] if isinstance(body, list) else body
        code: dict[str, str] = body["error"]["details"][0]["errors"][0]["errorCode"]
        return code

    def mutate(self, customer: str, collection: str, *operations: dict[str, Any], **more: Any) -> httpx.Response:
        """Send operations to a collection."""
        return self.post(f"{customer}/{collection}:mutate", {"operations": list(operations), **more})


@dataclass
class LinkedIn:
    """Signed in to LinkedIn; every call carries version, protocol and token."""

    url: str
    http: httpx.Client
    tokens: dict[str, Any]

    def call(self, method: str, path: str, verb: str = "FINDER", **more: Any) -> httpx.Response:
        """Call a path below `/rest/`, its query in it; a header given as None is left out."""
        usual = {
            "Authorization": f"Bearer {self.tokens['access_token']}",
            "LinkedIn-Version": "202610",
            "X-Restli-Protocol-Version": "2.0.0",
            "X-RestLi-Method": verb,
        } | more.pop("headers", {})
        headers = {name: value for name, value in usual.items() if value is not None}
        return self.http.request(method, f"{self.url}/linkedin/rest/{path}", headers=headers, **more)

    def get(self, path: str) -> Any:
        """The JSON of a read that must succeed."""
        return self.call("GET", path).raise_for_status().json()

    def error(self, path: str, method: str = "GET", **more: Any) -> tuple[int, str]:
        """Status and word of a call that must fail; the envelope repeats the status."""
        response = self.call(method, path, **more)
        body = response.json()
        assert response.status_code >= 400, response.text
        assert body["status"] == response.status_code
        assert body["message"]
        return response.status_code, body["code"]

    def patch(self, path: str, **values: Any) -> httpx.Response:
        """A partial update of an entity."""
        return self.call("POST", path, "PARTIAL_UPDATE", json={"patch": {"$set": values}})


def wire(value: Any) -> str:
    """A parameter as it goes over the wire."""
    return orjson.dumps(value).decode() if isinstance(value, list | dict) else str(value)


def meta_person(url: str, http: httpx.Client) -> Meta:
    """Consent, and exchange the code."""
    code = Control(url).post("/grants", platform="meta", redirect_uri=REDIRECT)["code"]
    query = CLIENT | {"redirect_uri": REDIRECT, "code": code}
    answer = http.get(f"{url}/meta/v26.0/oauth/access_token", params=query).raise_for_status().json()
    return Meta(url, http, answer["access_token"])


def meta_with(meta: Meta, control: Control, scope: str) -> Meta:
    """The same person, having granted only that."""
    code = control.post("/grants", platform="meta", redirect_uri=REDIRECT, scope=scope)["code"]
    query = CLIENT | {"redirect_uri": REDIRECT, "code": code}
    answer = meta.http.get(f"{meta.url}/meta/v26.0/oauth/access_token", params=query).raise_for_status().json()
    return replace(meta, token=answer["access_token"])


def google_person(url: str, http: httpx.Client) -> Google:
    """Consent, and exchange the code."""
    code = Control(url).post("/grants", platform="google", redirect_uri=REDIRECT)["code"]
    form = CLIENT | {"redirect_uri": REDIRECT, "code": code, "grant_type": "authorization_code"}
    return Google(url, http, http.post(f"{url}/google/token", data=form).raise_for_status().json())


def linkedin_person(url: str, http: httpx.Client) -> LinkedIn:
    """Consent, and exchange the code."""
    code = Control(url).post("/grants", platform="linkedin", redirect_uri=REDIRECT)["code"]
    form = CLIENT | {"redirect_uri": REDIRECT, "code": code, "grant_type": "authorization_code"}
    answer = http.post(f"{url}/linkedin/oauth/v2/accessToken", data=form)
    return LinkedIn(url, http, answer.raise_for_status().json())
