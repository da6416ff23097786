"""The control panel of the sandbox: what a test tells the pretended platforms to do."""

from typing import Any

import httpx


class Control:
    """Talks to `/_control` of the sandbox at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url
        # nothing here speaks TLS, and reading the authorities takes longer than most tests
        self.http = httpx.Client(base_url=f"{url}/_control", timeout=30, trust_env=False, verify=False)

    def post(self, path: str, /, **body: Any) -> Any:
        """POST the body as JSON and give back the answer."""
        return self.http.post(path, json=body).raise_for_status().json()

    def get(self, path: str, /, **query: Any) -> Any:
        """GET and give back the answer."""
        return self.http.get(path, params=query).raise_for_status().json()

    def fault(self, platform: str, kind: str, **details: Any) -> None:
        """Make the next matching call fail that way."""
        self.post("/faults", platform=platform, kind=kind, **details)

    def reset(self) -> None:
        """Forget faults, recorded calls, the moved clock and everything clients changed."""
        self.post("/reset")
