"""The consent page that stands where each platform's own would: a person says yes or no, and goes back."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.pages import page
from sandbox.stage import Stage, stage_of
from sandbox.words import PLATFORM_NAMES, words_for
from sandbox.world.model import Platform


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a platform calls the client in the question, and the code in what it sends back.

    `of_profile`: it is about a profile and its posts, not about ad accounts. `choosable`: a person may allow some
    of the permissions and decline others.
    """

    client: str = "client_id"
    codes: tuple[str, ...] = ("code",)
    of_profile: bool = False
    choosable: bool = False


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
        said = parse_qsl((await request.body()).decode())
        if ("answer", "allow") not in said:
            denial = {"error": "access_denied", "error_reason": "user_denied", "state": state}
            return RedirectResponse(with_query(target, denial), 303)
        offline = query.get("access_type", "offline") == "offline"
        scope, declined = _chosen(query.get("scope") or usual_scope, said, spelling)
        challenge = query.get("code_challenge")
        code = stage.grants.allow(platform, target, scope, offline=offline, challenge=challenge, declined=declined)
        return RedirectResponse(with_query(target, dict.fromkeys(spelling.codes, code) | {"state": state}), 303)
    asked = (query.get("scope") or usual_scope).replace(",", " ").split() if spelling.choosable else []
    return page(
        request, "consent.html", platform=_name(platform, spelling), action=str(request.url), scopes=asked,
        other=str(request.url.include_query_params(hl=words_for(request)["other"])),
        **_subjects(stage, Platform(platform), spelling),
    )  # fmt: skip


def _name(platform: str, spelling: Spelling) -> str:
    """What is signed in to: the platform's advertising, or the platform itself."""
    name = PLATFORM_NAMES[platform]
    return name.removesuffix(" Ads") if spelling.of_profile else name


def _subjects(stage: Stage, platform: Platform, spelling: Spelling) -> dict[str, Any]:
    """What the question is about: the platform's ad accounts, or the profile that is signed in there."""
    if spelling.of_profile:
        return {"profile": stage.content.profiles_of(platform)[0]}
    return {"accounts": [account for account in stage.world.accounts_of(platform) if not account.manager]}


def _chosen(scope: str, said: list[tuple[str, str]], spelling: Spelling) -> tuple[str, str]:
    """What a person granted of a scope, and what they declined; all is granted where nothing was asked apart."""
    if not spelling.choosable or ("asked", "each") not in said:
        return scope, ""
    granted = {value for name, value in said if name == "scope"}
    comma = "," if "," in scope else " "
    each = scope.split(comma)
    return comma.join(one for one in each if one in granted), comma.join(one for one in each if one not in granted)


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
