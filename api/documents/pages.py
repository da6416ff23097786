"""Where programmers read: `/docs` to try things out, `/docs.openapi` and `/docs.postman` for their tools.

They are for everybody: they tell nothing of any organisation.
"""

import json
from functools import cache

import yaml
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.counted import counted
from api.documents.openapi import document
from api.documents.postman import collection
from api.forms import page
from api.limits import Tier
from api.middleware.headers import PAGE_POLICY
from settings import settings

YAML = "application/yaml"
# Without anchors: not every reader of OpenAPI follows them.
PLAIN = type("Plain", (yaml.SafeDumper,), {"ignore_aliases": lambda *_: True})
VARIES = {"Cache-Control": "no-cache", "Vary": "Accept"}


async def docs(request: Request) -> Response:
    """The page, whose script reads the description."""
    answer = await run_in_threadpool(page, request, "docs")
    answer.headers["Content-Security-Policy"] = PAGE_POLICY  # the reader writes styles as it goes
    return answer


async def openapi(request: Request) -> Response:
    """The description, as JSON or YAML."""
    wanted = request.query_params.get("format") or (
        "yaml" if "yaml" in request.headers.get("accept", "") else "json"
    )
    body = await run_in_threadpool(_openapi, wanted)
    return Response(body, media_type=YAML if wanted == "yaml" else "application/json", headers=VARIES)


async def postman(_request: Request) -> Response:
    """The collection, as a file to import."""
    body = await run_in_threadpool(_postman, settings().base_url)
    says = {
        "Content-Disposition": 'attachment; filename="cmis.postman_collection.json"',
        "Cache-Control": "no-cache",
    }
    return Response(body, media_type="application/json", headers=says)


routes = [
    counted("/docs", docs, Tier.API),
    counted("/docs.openapi", openapi, Tier.API),
    counted("/docs.postman", postman, Tier.API),
]


@cache
def _openapi(wanted: str) -> str:
    if wanted == "yaml":
        text: str = yaml.dump(document(), Dumper=PLAIN, allow_unicode=True, sort_keys=False, width=110)
        return text
    return json.dumps(document(), ensure_ascii=False)


@cache
def _postman(server: str) -> str:
    return json.dumps(collection(server.rstrip("/")), ensure_ascii=False)
