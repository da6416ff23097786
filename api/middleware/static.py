"""Files, answered before anything else: compressed, with a mark to ask by, kept for ever where the name allows."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.assets import ASK_AGAIN, FOR_EVER, Asset, library
from api.refusals import refuse


class Static:
    """Serves /static and /assets."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(("/static/", "/assets/")):
            await self.app(scope, receive, send)
            return
        asset = library().get(scope["path"])
        if asset is None or scope["method"] not in {"GET", "HEAD"}:
            await refuse(scope, receive, send, 404 if asset is None else 405)
            return
        await (await run_in_threadpool(_answer, asset, scope))(scope, receive, send)


def _answer(asset: Asset, scope: Scope) -> Response:
    headers = Headers(scope=scope)
    named = asset.named_by_content or QueryParams(scope["query_string"]).get("v") == asset.mark()
    encoding = _encoding(headers.get("accept-encoding", "")) if asset.compressible else "identity"
    says = {
        "ETag": f'"{asset.mark()}-{encoding}"',
        "Cache-Control": FOR_EVER if named else ASK_AGAIN,
        "Vary": "Accept-Encoding",
    }
    if headers.get("if-none-match") == says["ETag"]:
        return Response(status_code=304, headers=says)
    if encoding != "identity":
        says["Content-Encoding"] = encoding
    body = asset.body(encoding)
    says["Content-Length"] = str(len(body))
    return Response(body if scope["method"] == "GET" else b"", 200, says, asset.media_type)


def _encoding(accepted: str) -> str:
    names = {wish.split(";")[0].strip() for wish in accepted.split(",") if not wish.strip().endswith(";q=0")}
    return next((name for name in ("br", "gzip") if name in names), "identity")
