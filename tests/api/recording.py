"""Answers for the documents, as a running server with the demo gives them.

    python -m tests.api.recording http://127.0.0.1:8501 ORG      # its id: manage.py org list

Run against a fresh demo: it reads everything, then changes things by the examples of the documents. What needs a
state that the demo is not in stays without an example. People's names and addresses, keys and secrets are masked.
"""

import json
import re
import sys
import time
from typing import Any

import httpx

from api.assets import OURS
from api.documents.openapi import ANSWERS, document, operations
from api.documents.shapes import KEYED, whole
from settings import settings
from tests.site import visitor

# Where an id in an address is found: operation of a list, and the way to the id in it.
IDS: dict[str, tuple[tuple[str, str], ...]] = {
    "member": (("members_show_all", "members.0.user_id"),),
    "ad_campaign": (("ad_campaigns_show_all", "ad_campaigns.0.id"),),
    "key": (("keys_show_all", "keys.0.id"),),
    "integration": (("integrations_show_all", "integrations.0.id"),),
    "profile": (("integrations_show_all", "profiles.0.id"),),
    "answer_id": (("integrations_answers", "answers.0.id"),),
    "import_id": (("imports_show_all", "imports.0.import_id"),),
    "run": (("syncs_history", "runs.0.run_id"),),
    "batch": (("campaign_batches_show_all", "data.0.id"),),
    "template": (("campaign_templates_show_all", "data.0.id"),),
    "campaign": (("unified_campaigns_show_all", "data.0.id"),),
    "endpoint": (("deliveries_list_endpoints", "endpoints.0.id"),),
    "subscription": (("subscriptions_list_subscriptions", "subscriptions.0.id"),),
    "alert": (("alerts_index", "alerts.0.id"),),
    "channel": (("notifications_channels", "channels.0.id"),),
    "media": (("posts_files", "files.0.id"),),
    "post": (("posts_show_all", "posts.0.id"),),
    "event": (("events_list_events", "events.0.id"),),
}
# A delivery is something else in each part of the address.
DELIVERIES = {
    "deliveries": ("deliveries_list_deliveries", "deliveries.0.id"),
    "subscriptions": ("subscriptions_list_deliveries", "deliveries.0.id"),
}
# What a change makes is what the next ones are tried on: `(parameter, the way to its id in the answer)`.
MADE = {
    "posts_create": ("post", "posts.0.id"),
    "unified_campaigns_create": ("campaign", "data.campaign.id"),
    "imports_upload": ("import_id", "import_id"),
    "campaign_batches_upload": ("batch", "data.id"),
    "campaign_templates_save": ("template", "data.id"),
    "notifications_add_channel": ("channel", "id"),
}
# What has to be done first, for the state that an operation needs.
BEFORE = {"posts_reject": ("posts_create", "posts_submit"), "posts_delete": ("posts_create",)}
MASKED = {
    "email", "full_name", "phone", "name_of_person", "ip", "address", "last_ip", "actor", "author", "who", "user",
    "secret", "key", "link", "fields",
}  # fmt: skip
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
SECRET = re.compile(r"(cmis_|whsec_)[\w-]{8,}")
LOCAL = re.compile(r"https?://(127\.0\.0\.1|localhost)(:\d+)?")
LONGEST = 160


def shortened(value: Any, name: str = "") -> Any:
    """The value with one element a list, short texts, and nothing of a person or a secret."""
    if name in MASKED and value and not isinstance(value, bool | int | float):
        return {} if isinstance(value, dict) else [] if isinstance(value, list) else "…"
    if isinstance(value, dict):
        names = list(value)[:1] if value and all(KEYED.fullmatch(one) for one in value) else list(value)
        return {one: shortened(value[one], one) for one in names}
    if isinstance(value, list):
        return [shortened(one, name) for one in value[:1]]
    if isinstance(value, str):
        plain = LOCAL.sub("https://cmis.example", SECRET.sub(r"\1…", MAIL.sub("person@example.com", value)))
        return plain if len(plain) <= LONGEST else plain[:LONGEST] + "…"
    return value


def at(found: Any, way: str) -> Any:
    """What is found that way; None where it leads nowhere."""
    for step in way.split("."):
        try:
            found = found[int(step)] if isinstance(found, list) else found[step]
        except (KeyError, IndexError, TypeError):
            return None
    return found


class Recorder:
    """Somebody who tries every operation once."""

    def __init__(self, url: str, org: str) -> None:
        self.client = visitor(url)
        self.client.timeout = 60
        form = {"email": "demo@cmis.example", "password": "riyadh-demo-2026"}
        self.client.post("/auth/login", data=form)
        assert settings().session_cookie in self.client.cookies, "the demo's owner could not sign in"
        self.calls = {one["operationId"]: (method, path, one) for method, path, one in operations(document())}
        self.org = org
        self.found: dict[str, Any] = {}
        self.made: dict[str, str] = {}

    def run(self) -> dict[str, Any]:
        """What was recorded, by operation."""
        self.ask("orgs_choose_limits", {"api": 1200, "heavy": 120})
        reads = [name for name, (method, _, _) in self.calls.items() if method == "get"]
        writes = [name for name, (method, _, _) in self.calls.items() if method in {"post", "put", "patch"}]
        ends = [name for name, (method, _, _) in self.calls.items() if method == "delete"]
        for names in (reads, writes, reads, writes, ends):
            for name in names:
                if name not in self.found:
                    self.record(name)
        return dict(sorted(self.found.items()))

    def record(self, name: str) -> None:
        """Try one operation; kept when it went well."""
        for first in BEFORE.get(name, ()):
            self.record(first)
        answer = self.ask(name)
        if answer is None or answer.status_code >= 300:
            sys.stdout.write(
                f"{name} " + f"{answer.status_code} {answer.text[:500]}\n" if answer is not None else "no id\n"
            )
            return
        if name in MADE:
            parameter, way = MADE[name]
            self.made |= {parameter: str(one)} if (one := at(answer.json(), way)) else {}
        media = answer.headers["content-type"].partition(";")[0]
        kept: dict[str, Any] = {"status": answer.status_code, "media": media}
        if "etag" in answer.headers:
            kept["etag"] = True
        if media == "application/json":
            body = answer.json()
            kept |= {"schema": whole(body), "example": shortened(body)}
        elif media.startswith("text/"):
            kept["example"] = "\n".join(answer.text.lstrip("\ufeff").splitlines()[:1])
        self.found[name] = kept

    def ask(self, name: str, body: Any = None) -> httpx.Response | None:
        """Send one operation by its example; None where an id is not to be had."""
        method, path, operation = self.calls[name]
        for one in operation["parameters"]:
            if one["in"] == "path":
                value = self.value(one, path)
                if value is None:
                    return None
                path = path.replace("{" + one["name"] + "}", value)
        content = operation.get("requestBody", {}).get("content", {})
        said: dict[str, Any] = {}
        if example := content.get("multipart/form-data", {}).get("example"):
            said = {"files": {"file": self.file_for(name, example["file"])}}
            said["data"] = {key: one for key, one in example.items() if key != "file"}
        elif example := body or content.get("application/json", {}).get("example"):
            said = {"json": self.filled(example)}
            if "version" in example and (
                shown := self.ask("posts_show" if name.startswith("posts") else "unified_campaigns_show")
            ):
                body_now = shown.json()
                said["json"]["version"] = (
                    at(body_now, "post.version")
                    or at(body_now, "data.campaign.version")
                    or at(body_now, "version")
                )
        query = {
            one["name"]: one["example"]
            for one in operation["parameters"]
            if one["in"] == "query" and one.get("required")
        }
        while True:
            answer = self.client.request(method, f"/api{path}", params=query, **said)
            if answer.status_code != 429:
                return answer
            time.sleep(float(answer.headers["retry-after"]))

    def value(self, parameter: dict[str, Any], path: str) -> str | None:
        """A value that exists for a parameter of an address."""
        name = parameter["name"]
        if name == "org":
            return self.org
        if name in self.made:
            return self.made[name]
        ways = IDS.get(name, ())
        if name == "delivery":
            ways = tuple(
                way
                for part, way in DELIVERIES.items()
                if f"/{part}/" in path and ("webhooks" in path) == (part == "deliveries")
            )
        elif not ways:
            return str(parameter["example"])
        for listed, way in ways:
            answer = self.ask(listed)
            found = answer.json() if answer is not None and answer.status_code == 200 else None
            if found := at(found, way):
                return str(found)
        return None

    def file_for(self, name: str, example: str) -> tuple[str, bytes]:
        """A file that the operation takes."""
        if name == "posts_upload":
            return "winter.png", (OURS / "favicon.png").read_bytes()
        if name == "campaign_batches_upload":
            answer = self.ask("campaign_batches_sample")
            assert answer is not None
            return "plan.csv", answer.content
        return "figures.csv", example.encode()

    def filled(self, value: Any) -> Any:
        """The body with an account that exists."""
        if isinstance(value, dict):
            return {
                name: self.account() if name == "integration_id" else self.filled(one)
                for name, one in value.items()
            }
        return [self.filled(one) for one in value] if isinstance(value, list) else value

    def account(self) -> str | None:
        """An account of the example's platform."""
        answer = self.ask("integrations_show_all")
        assert answer is not None
        accounts = [one for one in answer.json()["integrations"] if one["platform"] == "meta"]
        return str(next(one["id"] for one in accounts if one.get("currency") == "SAR"))


if __name__ == "__main__":
    recorded = Recorder(*sys.argv[1:]).run()
    known = dict(sorted((json.loads(ANSWERS.read_text()) | recorded).items()))
    ANSWERS.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"{len(known)} of {len(list(operations(document())))}\n")
