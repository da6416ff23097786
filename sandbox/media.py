"""The files that posts and ads of this world show: any name is there, with the smallest content of its kind."""

from base64 import b64decode

from starlette.requests import Request
from starlette.responses import Response

JPEG = b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////"
    "////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)
PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00\x00\x00\x08mdat"
KINDS = {
    "jpg": ("image/jpeg", JPEG), "jpeg": ("image/jpeg", JPEG), "png": ("image/png", PNG),
    "mp4": ("video/mp4", MP4), "mov": ("video/mp4", MP4),
}  # fmt: skip


async def media(request: Request) -> Response:
    """`/media/{name}`: an image or a film, by the ending of its name; 404 for any other."""
    found = KINDS.get(request.path_params["name"].rpartition(".")[2].lower())
    return Response(found[1], media_type=found[0]) if found else Response(status_code=404)
