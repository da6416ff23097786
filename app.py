"""The web process: the screens, the REST API and the sign-in on one port.

    python app.py            uvicorn app:app --no-proxy-headers            streamlit run app.py

all serve the same; run them from this folder, where `.streamlit/config.toml` is. The API can also run on a host
of its own (`uvicorn api.app:app --no-proxy-headers`).
"""

import gc
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route

from api import assets, auth, connect, monitoring, shell
from api.app import QUICK, api
from api.counted import refuse_uncounted
from api.documents import pages as documents
from api.middleware.forwarded import Forwarded
from api.middleware.gate import Gate
from api.middleware.headers import SecurityHeaders
from api.middleware.origins import Origins
from api.middleware.static import Static
from api.refusals import on_app_error, on_http_error
from engine.core import log
from engine.core.cache import ahead
from engine.core.errors import AppError
from pages.sitemap import PAGES
from settings import settings

HERE = Path(__file__).resolve().parent


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load what the first visitor would wait for, then keep the garbage collector from walking it ever again.

    From here on, what people keep asking for is made anew before they wait for it.
    """
    log.setup()
    _quieten()
    Thread(target=assets.compress_all, name="compress", daemon=True).start()
    for heavy in ("pandas", "plotly.graph_objects", "engine.dashboard", "babel.dates"):
        import_module(heavy)
    gc.collect()
    gc.freeze()
    with ahead.at_work():
        yield


def _quieten() -> None:
    """Streamlit gives uvicorn's access log a handler of its own, so that each request is logged against orders."""
    access = logging.getLogger("uvicorn.access")
    if theirs := getattr(access, "streamlit_console_handler", None):
        access.removeHandler(theirs)


ROUTES = [*shell.routes(PAGES), *connect.routes, *monitoring.routes, *documents.routes, auth.routes]
refuse_uncounted(ROUTES)
API = Mount("/api", app=api)
API.path_regex = re.compile(
    API.path_regex.pattern, re.DOTALL
)  # an address with a line break is the API's to refuse

app = st.App(
    HERE / "pages" / "main.py",
    lifespan=lifespan,
    routes=[
        *ROUTES,
        Route("/api", lambda _: RedirectResponse("/api/", 307)),
        API,
    ],
    middleware=[
        Middleware(Forwarded),
        Middleware(SecurityHeaders),
        QUICK,
        Middleware(Static),
        Middleware(Origins),
        Middleware(Gate, pages=[page.path for page in PAGES]),
    ],
    exception_handlers={HTTPException: on_http_error, AppError: on_app_error},
)

if __name__ == "__main__":
    app.run(config={"server.address": settings().host, "server.port": settings().port})
