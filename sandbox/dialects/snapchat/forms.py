"""Forms as browsers send them (multipart/form-data): Snapchat takes files in no other way."""

from email import message_from_bytes
from email.policy import HTTP

from starlette.requests import Request

from sandbox.dialects.snapchat.errors import invalid

Parts = dict[str, bytes]


def read_form(request: Request, body: bytes) -> Parts:
    """The content of each field of a body; raises 400 when it is no such form."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        raise invalid("The request has to be multipart/form-data")
    whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=HTTP)
    found: Parts = {}
    for part in whole.iter_parts() if whole.is_multipart() else ():
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found[name] = content
    return found


def read_file(parts: Parts) -> bytes:
    """The file in a form, which has to hold something."""
    if not parts.get("file"):
        raise invalid("file is required")
    return parts["file"]
