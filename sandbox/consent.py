"""The consent page that stands where each platform's own would: a person says yes or no, and goes back."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.pages import page
from sandbox.stage import stage_of
from sandbox.words import PLATFORM_NAMES, words_for
from sandbox.world.model import Platform


async def ask(request: Request, platform: Platform | str, usual_scope: str) -> Response:
    """Show the question (GET) or carry out the answer (POST): a redirect with `code`, or `error=access_denied`."""
    query = dict(request.query_params)
    stage = stage_of(request)
    reason = _wrong(query, stage.settings.client_id(platform))
    if reason:
        sentence = words_for(request)["bad_request"].format(reason=reason)
        return page(request, "refused.html", 400, sentence=sentence)
    target, state = query["redirect_uri"], query.get("state", "")
    if request.method == "POST":
        said = dict(parse_qsl((await request.body()).decode()))
        if said.get("answer") != "allow":
            denial = {"error": "access_denied", "error_reason": "user_denied", "state": state}
            return RedirectResponse(_with(target, denial), 303)
        offline = query.get("access_type", "offline") == "offline"
        scope, challenge = query.get("scope") or usual_scope, query.get("code_challenge")
        code = stage.grants.allow(platform, target, scope, offline=offline, challenge=challenge)
        return RedirectResponse(_with(target, {"code": code, "state": state}), 303)
    accounts = [account for account in stage.world.accounts_of(Platform(platform)) if not account.manager]
    other = str(request.url.include_query_params(hl=words_for(request)["other"]))
    name, action = PLATFORM_NAMES[platform], str(request.url)
    return page(request, "consent.html", platform=name, accounts=accounts, action=action, other=other)


def _wrong(query: dict[str, str], client_id: str) -> str | None:
    if query.get("client_id") != client_id:
        return "client_id"
    if urlsplit(query.get("redirect_uri", "")).scheme not in {"http", "https"}:
        return "redirect_uri"
    return None if query.get("response_type", "code") == "code" else "response_type"


def _with(address: str, query: dict[str, str]) -> str:
    parts = urlsplit(address)
    both = "&".join(each for each in (parts.query, urlencode(query)) if each)
    return urlunsplit(parts._replace(query=both))
