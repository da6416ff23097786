"""The consent page that stands where each platform's own would: a person says yes or no, and goes back."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.pages import page
from sandbox.stage import stage_of
from sandbox.words import PLATFORM_NAMES, words_for
from sandbox.world.model import Platform


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a platform calls the client in the question, and the code in what it sends back."""

    client: str = "client_id"
    codes: tuple[str, ...] = ("code",)


USUAL = Spelling()


async def ask(
    request: Request, platform: Platform | str, usual_scope: str, spelling: Spelling = USUAL
) -> Response:
    """Show the question (GET) or carry out the answer (POST): a redirect with `code`, or `error=access_denied`."""
    query = dict(request.query_params)
    stage = stage_of(request)
    reason = _wrong(query, spelling.client, stage.settings.client_id(platform))
    if reason:
        sentence = words_for(request)["bad_request"].format(reason=reason)
        return page(request, "refused.html", 400, sentence=sentence)
    target, state = query["redirect_uri"], query.get("state", "")
    if request.method == "POST":
        said = dict(parse_qsl((await request.body()).decode()))
        if said.get("answer") != "allow":
            denial = {"error": "access_denied", "error_reason": "user_denied", "state": state}
            return RedirectResponse(with_query(target, denial), 303)
        offline = query.get("access_type", "offline") == "offline"
        scope, challenge = query.get("scope") or usual_scope, query.get("code_challenge")
        code = stage.grants.allow(platform, target, scope, offline=offline, challenge=challenge)
        return RedirectResponse(with_query(target, dict.fromkeys(spelling.codes, code) | {"state": state}), 303)
    accounts = [account for account in stage.world.accounts_of(Platform(platform)) if not account.manager]
    other = str(request.url.include_query_params(hl=words_for(request)["other"]))
    name, action = PLATFORM_NAMES[platform], str(request.url)
    return page(request, "consent.html", platform=name, accounts=accounts, action=action, other=other)


def _wrong(query: dict[str, str], name: str, client_id: str) -> str | None:
    if query.get(name) != client_id:
        return name
    if urlsplit(query.get("redirect_uri", "")).scheme not in {"http", "https"}:
        return "redirect_uri"
    return None if query.get("response_type", "code") == "code" else "response_type"


def with_query(address: str, query: dict[str, str]) -> str:
    """The address with more parameters behind those it has."""
    parts = urlsplit(address)
    both = "&".join(each for each in (parts.query, urlencode(query)) if each)
    return urlunsplit(parts._replace(query=both))
