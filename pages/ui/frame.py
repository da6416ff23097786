"""The frame of every page: who is here, may they, and how an error looks.

`page()` wraps a script, `section()` a part of it that redraws on its own. Both look the session up again, and
both are the edge where errors become a card: ours with their sentence, anything else with a reference to the log.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, NoReturn, ParamSpec
from urllib.parse import quote

import streamlit as st

from engine.core.errors import AppError
from engine.core.i18n import N_, t
from engine.core.log import get_logger
from engine.core.references import new_reference
from engine.identity import admit
from engine.permissions import Permission
from pages.sitemap import entry
from pages.ui.cards import card_box
from pages.ui.html import render, show
from pages.ui.scope import Scope, arrive, here
from pages.ui.states import failed

P = ParamSpec("P")
LIVE_S = 3  # between two looks of what is to be on an open screen within five seconds, drawn
OURS = N_(
    "Something on our side failed; nothing was changed. Try again; if it fails twice, send us the reference."
)


@contextmanager
def page(key: str) -> Iterator[Scope]:
    """The body of the page of that name; draws nothing but an explanation where the reader may not see it."""
    title = t(entry(key).title)
    with guarded(title) as scope:
        admit(scope.person, entry(key).permission, ip=scope.actor.ip, to=entry(key).path)
        yield scope
        return
    st.stop()  # the card has said why there is nothing more to draw


def section(
    title: str,
    *,
    permission: Permission = Permission.READ,
    run_every: float | None = None,
    parallel: bool = False,
) -> Callable[[Callable[Concatenate[Scope, P], None]], Callable[Concatenate[Scope, P], None]]:
    """A part of a page that redraws by itself and fails by itself; `title` (marked by `N_`) names it then.

    The decorated function takes the scope first; it is handed a fresh one each time. `run_every` is in seconds;
    a `parallel` part is drawn in its own thread and must not write outside itself.
    """

    def decorate(draw: Callable[Concatenate[Scope, P], None]) -> Callable[Concatenate[Scope, P], None]:
        @st.fragment(run_every=run_every, parallel=parallel)
        @wraps(draw)
        def drawn(_scope: Scope, /, *args: P.args, **kwargs: P.kwargs) -> None:
            with guarded(title) as scope:
                admit(scope.person, permission, ip=scope.actor.ip, to=title)
                draw(scope, *args, **kwargs)

        return drawn

    return decorate


@contextmanager
def guarded(title: str) -> Iterator[Scope]:
    """The reader of this rerun; a sign-in link when there is none, an error card when the body fails."""
    try:
        scope = arrive()
        if scope is None:
            end_of_session()
        yield scope
    except AppError as error:
        get_logger().info("refused on screen", part=title, error=str(error))
        error_card(title, error.sentence())
    except Exception:  # noqa: BLE001 - the edge: a page never dies with a trace, the log has it
        reference = new_reference()
        get_logger().exception("screen failed", part=title, reference=reference)
        error_card(title, t(OURS), reference)


def end_of_session() -> NoReturn:
    """Lead the reader to the sign-in page and back here afterwards; boot.js follows the link at once."""
    show(render("session_ended", href=f"/auth/login?ended=1&next={quote(here())}"))
    st.stop()


def error_card(title: str, sentence: str, reference: str = "") -> None:
    """What failed, what to do, and a way to try again."""
    key = title.casefold().replace(" ", "-")
    with card_box(f"fail-{key}"):
        show(failed(t("{part} could not be shown", part=t(title)), sentence, reference))
        with st.container(key=f"failact-{key}", horizontal=True, horizontal_alignment="center"):
            st.button(t("Try again"), type="primary", key=f"again-{key}")
