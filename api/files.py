"""A file of ours to keep."""

from fastapi import Response

from engine.core.exports import File


def attached(file: File) -> Response:
    """The file as an answer that browsers save."""
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.body, media_type=file.media, headers=headers)
