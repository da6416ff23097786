"""The page that an invited person chooses their password on; its link works once."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.counted import counted
from api.forms import page
from api.limits import Tier
from api.preferences import language
from api.visits import form_of
from engine import memberships, passwords
from engine.core.errors import Invalid, Missing
from engine.core.i18n import N_, speak, t

DIFFER = N_("The two new passwords differ. Type the new one twice.")


async def ask(request: Request) -> Response:
    """Ask for a password, while the link is good."""
    token = request.query_params.get("token", "")
    email = await run_in_threadpool(memberships.invited, token)
    if email is None:
        raise Missing(memberships.OVER)
    return _page(request, token, email)


async def accept(request: Request) -> Response:
    """Keep the password; the person goes on to the sign-in."""
    form = await form_of(request)
    token = form.get("token", "")
    email = await run_in_threadpool(memberships.invited, token)
    if email is None:
        raise Missing(memberships.OVER)
    speak(language(request))
    if form.get("new") != form.get("again"):
        return _page(request, token, email, t(DIFFER), 422)
    try:
        await run_in_threadpool(memberships.accept, token, form.get("new", ""))
    except Invalid as refused:
        return _page(request, token, email, refused.sentence(), 422)
    return RedirectResponse("/auth/login", 303)


routes = (
    counted("/invitation", ask, Tier.AUTH),
    counted("/invitation", accept, Tier.AUTH, "POST"),
)


def _page(request: Request, token: str, email: str, problem: str = "", status: int = 200) -> Response:
    facts = {"token": token, "email": email, "problem": problem}
    return page(request, "invitation", status, **facts, least=passwords.LEAST, most=passwords.MOST)
