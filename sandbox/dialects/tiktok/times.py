"""Moments as TikTok is told them: UTC without saying so."""

from datetime import UTC, datetime

from sandbox.dialects.tiktok.call import Call
from sandbox.dialects.tiktok.errors import invalid


def moment(call: Call, name: str) -> datetime:
    """A required moment; raises 40002 when it is none."""
    try:
        return datetime.strptime(call.text(name), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise invalid(f"{name}: Not a valid time, YYYY-MM-DD HH:MM:SS in UTC.") from error
