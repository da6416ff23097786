"""How the web process says no: a page for browsers in their language and theme, a bare status for websockets."""

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.forms import page
from api.limits import Window
from api.preferences import language
from engine.core.errors import AppError, Unready
from engine.core.i18n import N_, nt, speak, t
from engine.core.log import get_logger
from engine.core.outages import OUTAGES
from engine.core.references import new_reference

# The page of each refusal: what it is, and what to do next.
PAGES = {
    401: (N_("You are not signed in"), N_("Sign in, then open this address again.")),
    403: (
        N_("This request did not come from our own pages"),
        N_("It was refused, and nothing was changed. Open the page again from here and repeat what you did."),
    ),
    404: (
        N_("This page does not exist"),
        N_("The address may be mistyped, or the page has moved. Start from the dashboard."),
    ),
    405: (N_("This address takes no such request"), N_("Start from the dashboard.")),
    413: (N_("That was too much for a form"), N_("Shorten what you typed and send it again.")),
    415: (N_("This is not a form"), N_("Open the page and fill in its form.")),
    429: (N_("Too many attempts"), N_("Wait a minute, then try again.")),
    500: (
        N_("Something on our side failed"),
        N_("Nothing was changed. Try again; if it fails twice, send us the reference."),
    ),
    503: (
        N_("We are starting, or being repaired"),
        N_("Your data is safe. Try again in a minute; this page can simply be loaded again."),
    ),
}


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, reference: str = "") -> None:
    """Answer with that status: the page of it, or for a websocket the status alone."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.http.response.start", "status": status, "headers": []})
        await send({"type": "websocket.http.response.body", "body": b""})
    else:
        await refusal(HTTPConnection(scope), status, reference)(scope, receive, send)


def refusal(request: HTTPConnection, status: int, reference: str = "", sentence: str = "") -> Response:
    """The page of that status."""
    speak(language(request))
    title, text = PAGES.get(status, PAGES[500])
    back = ("/auth/login", t("Back to the sign-in")) if status in {401, 429} else ("/", t("Go to the dashboard"))
    return page(
        request, "message", status, title=t(title), text=sentence or t(text), reference=reference, back=back
    )


async def trouble(scope: Scope, receive: Receive, send: Send, error: Exception) -> None:
    """Answer for an error that nobody caught; the log has it under the reference."""
    if isinstance(error, (*OUTAGES, Unready)):
        get_logger().error("web.part_down", kind=type(error).__name__, error=str(error))
        await refuse(scope, receive, send, 503)
        return
    reference = new_reference()
    get_logger().error("web.bug", reference=reference, path=scope["path"], exc_info=error)
    await refuse(scope, receive, send, 500, reference)


async def on_http_error(request: Request, error: Exception) -> Response:
    """A route that says no: our own page instead of a bare text."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    answer = refusal(request, error.status_code)
    answer.headers.update(error.headers or {})
    return answer


async def on_app_error(request: Request, error: Exception) -> Response:
    """An error of our own tree: its sentence on a page."""
    assert isinstance(error, AppError)  # noqa: S101 - registered for it
    return refusal(request, error.status, sentence=error.sentence())


def too_many(request: Request, window: Window) -> Response:
    """The page that says how long to wait."""
    speak(language(request))
    sentence = nt(
        "There were too many attempts from here. Wait {n} second, then try again.",
        "There were too many attempts from here. Wait {n} seconds, then try again.",
        window.retry_after,
    )
    return refusal(request, 429, sentence=sentence)
