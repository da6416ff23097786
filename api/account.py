"""A person's own account, with plain forms: password, codes at the sign-in, where they are signed in."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.counted import counted
from api.forms import page
from api.frame import address
from api.limits import Tier
from api.preferences import language
from api.visits import form_of, person_of, token_of
from engine import credentials, factors, identity, passwords, sessions
from engine.core import clock
from engine.core.errors import Denied, Invalid, TooMany
from engine.core.i18n import N_, locale, speak, t
from engine.credentials import user_of
from engine.identity import Identity

HERE = "/auth/account"
BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")  # the first that is in it counts
CALLED = {"Edg": "Edge", "OPR": "Opera"}
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
Deed = Callable[[Request, Mapping[str, str]], dict[str, Any]]


async def show(request: Request) -> Response:
    """Everything about it on one page."""
    person = await person_of(request)
    return await _account(request, person) if person else RedirectResponse(f"/auth/login?next={HERE}", 303)


async def show_password(request: Request) -> Response:
    """The form for another password."""
    if not await person_of(request):
        return RedirectResponse("/auth/login?next=/auth/password", 303)
    return page(request, "password", problem="", done=False, least=passwords.LEAST, most=passwords.MOST)


async def change_password(request: Request) -> Response:
    """Set the new password; the person's other sessions end."""

    async def draw(status: int, problem: str = "", **_made: Any) -> Response:
        facts = {"least": passwords.LEAST, "most": passwords.MOST}
        return page(request, "password", status, problem=problem, done=not problem, **facts)

    return await _do(request, _new_password, draw)


def _deed(deed: Deed) -> Callable[[Request], Any]:
    """The endpoint of one form of the account's page."""

    async def endpoint(request: Request) -> Response:
        async def draw(status: int, problem: str = "", **made: Any) -> Response:
            if made.pop("again", False):
                return RedirectResponse(HERE, 303)
            person = await person_of(request)
            assert person  # noqa: S101 - it was there a moment ago
            return await _account(request, person, status, problem=problem, **made)

        return await _do(request, deed, draw)

    return endpoint


async def _do(request: Request, deed: Deed, draw: Callable[..., Any]) -> Response:
    """Look who it is, do it, and draw what came of it."""
    form = await form_of(request)
    if not await person_of(request):
        return RedirectResponse(f"/auth/login?ended=1&next={request.url.path}", 303)
    speak(language(request))
    try:
        answer: Response = await draw(200, **await run_in_threadpool(deed, request, form))
    except (Denied, Invalid, TooMany) as refused:
        answer = await draw(refused.status if isinstance(refused, TooMany) else 422, refused.sentence())
    return answer


def _new_password(request: Request, form: Mapping[str, str]) -> dict[str, Any]:
    if form.get("new") != form.get("again"):
        raise Invalid(N_("The two new passwords differ. Type the new one twice."))
    credentials.change_password(
        token_of(request), form.get("present", ""), form.get("new", ""), ip=address(request)
    )
    return {}


def _start(request: Request, form: Mapping[str, str]) -> dict[str, Any]:
    person = credentials.prove_again(token_of(request), form.get("password", ""), ip=address(request))
    factors.start(user_of(person))
    return {"again": True}


def _confirm(request: Request, form: Mapping[str, str]) -> dict[str, Any]:
    return {"codes": credentials.turn_on_codes(token_of(request), form.get("code", ""), ip=address(request))}


def _turn_off(request: Request, form: Mapping[str, str]) -> dict[str, Any]:
    credentials.turn_off_codes(
        token_of(request), form.get("password", ""), form.get("code", ""), ip=address(request)
    )
    return {"note": t("Your sign-in asks for no code any more.")}


def _recovery(request: Request, form: Mapping[str, str]) -> dict[str, Any]:
    return {"codes": credentials.renew_recovery(token_of(request), form.get("password", ""), ip=address(request))}


def _end(request: Request, form: Mapping[str, str]) -> dict[str, Any]:
    person = identity.current(token_of(request))
    if person:
        identity.end_session(person, form.get("session", "-"), ip=address(request))
    return {"note": t("That session has ended.")}


routes = (
    counted("/account", show, Tier.API),
    counted("/password", show_password, Tier.API),
    counted("/password", change_password, Tier.AUTH, "POST"),
    counted("/account/codes", _deed(_start), Tier.AUTH, "POST"),
    counted("/account/codes/confirm", _deed(_confirm), Tier.AUTH, "POST"),
    counted("/account/codes/off", _deed(_turn_off), Tier.AUTH, "POST"),
    counted("/account/codes/recovery", _deed(_recovery), Tier.AUTH, "POST"),
    counted("/account/sessions/end", _deed(_end), Tier.AUTH, "POST"),
)


async def _account(request: Request, person: Identity, status: int = 200, **said: Any) -> Response:
    facts = await run_in_threadpool(_facts, request, person)
    return page(request, "account", status, **({"problem": "", "note": "", "codes": []} | said | facts))


def _facts(request: Request, person: Identity) -> dict[str, Any]:
    speak(language(request))
    user_id = user_of(person)
    return {
        "person": person,
        "offer": None if person.codes_since else factors.offer(user_id, person.email),
        "left": factors.recovery_left(user_id) if person.codes_since else 0,
        "sessions": [
            one | {"browser": _browser(one["agent"]), "ago": _ago(one["seen"]), "began": _at(one["since"], person)}
            for one in sessions.list_sessions(user_id, token=token_of(request))
        ],
    }


def _browser(agent: str) -> str:
    """`Firefox, Linux`: enough to know one's own by."""
    browser = next((name for name in BROWSERS if name in agent), "")
    system = next((name for name in SYSTEMS if name in agent), "")
    return ", ".join(filter(None, (CALLED.get(browser, browser), system))) or agent[:40] or "–"


def _ago(moment: datetime) -> str:
    return format_timedelta(moment - clock.now(), add_direction=True, locale=locale())


def _at(moment: datetime, person: Identity) -> str:
    return format_datetime(moment, "d MMM, HH:mm", tzinfo=ZoneInfo(person.timezone), locale=locale())
