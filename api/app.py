"""The REST API as an ASGI application: `api` is mounted at /api by the web process, `app` runs it alone.

uvicorn api.app:app --no-proxy-headers      # the same addresses, on a host of its own
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from api import (
    ad_campaigns,
    alerts,
    audits,
    budgets,
    cache,
    campaign_batches,
    campaign_templates,
    campaign_utm,
    dashboard,
    deliveries,
    errors,
    events,
    health,
    imports,
    inbox,
    integrations,
    jobs,
    keys,
    members,
    metrics,
    monitoring,
    notifications,
    orgs,
    posts,
    sessions,
    subscriptions,
    syncs,
    unified_campaigns,
    webhooks,
)
from api.frame import Frame
from api.middleware.forwarded import Forwarded
from api.quick import Quick
from api.routing import refuse_unguarded
from engine.core.cache import ahead

ROUTERS = (
    health.router,
    sessions.router,
    orgs.router,
    members.router,
    audits.router,
    metrics.router,
    ad_campaigns.router,
    keys.router,
    integrations.router,
    imports.router,
    dashboard.router,
    budgets.router,
    syncs.router,
    campaign_batches.router,
    campaign_templates.router,
    campaign_utm.router,
    unified_campaigns.router,
    webhooks.router,
    deliveries.router,
    subscriptions.router,
    inbox.router,
    alerts.router,
    notifications.router,
    posts.router,
    events.router,
    jobs.router,
    cache.router,
)

# no pages of its own: FastAPI's load a CDN, and our policy lets nothing in from outside
api = FastAPI(title="CMIS Marketing", version="1", docs_url=None, redoc_url=None, openapi_url=None)
api.router.redirect_slashes = False
api.add_middleware(Frame)
ROUTES = [one for router in ROUTERS for one in router.routes if isinstance(one, APIRoute)]
errors.install(api, ROUTES)
refuse_unguarded(ROUTERS)
for router in ROUTERS:
    api.include_router(router)

QUICK = Middleware(Quick, routes=ROUTES)


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[None]:
    """Alone on its host, the API makes anew itself what is asked of it again and again."""
    with ahead.at_work():
        yield


app = Starlette(
    routes=[*monitoring.routes, Mount("/api", api)], middleware=[Middleware(Forwarded), QUICK], lifespan=lifespan
)
