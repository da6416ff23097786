"""The sandbox of ad platforms as one ASGI application: `uvicorn sandbox.app:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from sandbox import control
from sandbox.dialects.google.routes import routes as google
from sandbox.dialects.linkedin.routes import routes as linkedin
from sandbox.dialects.meta.routes import routes as meta
from sandbox.dialects.snapchat.routes import routes as snapchat
from sandbox.dialects.tiktok.routes import routes as tiktok
from sandbox.dialects.twitter.routes import routes as twitter
from sandbox.media import media
from sandbox.pages import home
from sandbox.settings import settings
from sandbox.stage import Stage


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """Build the world before the first call."""
    app.state.stage = Stage(settings())
    yield


app = Starlette(
    lifespan=lifespan,
    routes=[
        Route("/", home),
        Route("/media/{name:path}", media),
        Mount("/_control", app=control.app),
        Mount("/meta", routes=meta),
        Mount("/google", routes=google),
        Mount("/tiktok", routes=tiktok),
        Mount("/snapchat", routes=snapchat),
        Mount("/linkedin", routes=linkedin),
        Mount("/twitter", routes=twitter),
    ],
)
