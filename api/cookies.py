"""The two cookies that say who somebody is: out of reach of scripts, never sent along by other sites' changes."""

from starlette.responses import Response

from settings import settings

SESSION, STEP = "sid", "step"  # who is in; whose password was right, until the code comes


def keep(answer: Response, name: str, value: str, seconds: int) -> None:
    """Have the browser keep it so long."""
    answer.set_cookie(
        settings().cookie(name),
        value,
        max_age=seconds,
        path="/",
        secure=settings().secure,
        httponly=True,
        samesite="lax",
    )


def drop(answer: Response, name: str) -> None:
    """Have the browser forget it."""
    answer.delete_cookie(
        settings().cookie(name), path="/", secure=settings().secure, httponly=True, samesite="lax"
    )


def keep_session(answer: Response, token: str) -> None:
    """Somebody is in, for as long as a session may last."""
    keep(answer, SESSION, token, settings().session_hours * 3600)


def leave(answer: Response) -> None:
    """Somebody has left: nothing of what they saw stays in the browser."""
    drop(answer, SESSION)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
