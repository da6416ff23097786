"""A file that somebody sends in a form, refused before a byte too many is read."""

from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile

from engine.core.errors import Invalid
from engine.core.i18n import N_, t

ENVELOPE_BYTES = 64 * 1024  # what a form adds around its file
NO_FILE = N_("Send one file, as the field “file” of a form (multipart/form-data).")
NO_LENGTH = N_("Send the length of the body (Content-Length).")


def form(description: str, **more: str) -> dict[str, Any]:
    """The form as the documents tell of it: the file, and other fields with what they mean."""
    file = {"type": "string", "format": "binary", "description": description}
    others = {name: {"type": "string", "description": words} for name, words in more.items()}
    schema = {"type": "object", "required": ["file"], "properties": {"file": file, **others}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


async def received(request: Request, most_bytes: int, too_large: str) -> tuple[str, bytes, dict[str, str]]:
    """The file's name and bytes, and the other fields; `too_large` is a sentence with the fact `megabytes`."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise Invalid(NO_LENGTH)
    if int(length) > most_bytes + ENVELOPE_BYTES:
        raise Invalid(too_large, megabytes=most_bytes // 2**20)
    async with request.form(max_files=1, max_fields=4) as sent:
        file = sent.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid(fields={"file": [t(NO_FILE)]})
        others = {name: value for name, value in sent.items() if isinstance(value, str)}
        return file.filename or "", await file.read(), others
