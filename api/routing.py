"""How every route is made: one door before anything is read, then only what the route knows.

    router = Router(tags=["campaigns"])

Before FastAPI parses anything a route asks who is there and counts the request, so a stranger is told 401 and not
what is wrong with a body that nobody was going to read. A parameter or field that a route does not know is refused
by its name: a mistyped filter that is ignored would answer a question nobody asked.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import cached_property
from inspect import signature
from typing import Any, get_origin
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.convertors import StringConvertor, register_url_convertor

from api.bodies import read_json
from api.deps import Door, OpenDoor
from api.frame import notes
from engine.core.errors import Invalid, Missing
from engine.core.i18n import N_, t

ALWAYS = {"lang"}  # every address takes it
UNKNOWN = N_("This field is not known here.")
TWICE = N_("Give this once.")
ILLEGIBLE = N_("This holds a character that cannot be kept (U+0000).")


class Id(StringConvertor):
    """A segment of an address that is no word of ours; whether it is an id, the route says behind its door."""

    regex = r"(?![a-z-]+(?:/|$))[^/]+"


register_url_convertor("id", Id())


class StrictRoute(APIRoute):
    """A route that knows its door and everything it may be asked.

    No word stands where its address has an id, so `PATCH …/templates` is a wrong method and changes no campaign.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        for name, parameter in signature(endpoint).parameters.items():
            if parameter.annotation is UUID:
                path = path.replace(f"{{{name}}}", f"{{{name}:id}}")
        super().__init__(path, endpoint, **options)

    @cached_property
    def doors(self) -> tuple[Door | OpenDoor, ...]:
        """What stands before it; a route has exactly one."""
        return tuple(_doors(self.dependant))

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]  # any awaitable will do
        """The door, then the address, then the body, then the route itself."""
        handle = super().get_route_handler()
        known = {field.alias: _is_list(field.field_info.annotation) for field in _queries(self.dependant)}

        async def strict(request: Request) -> Response:
            notes(request.scope)["route"] = self.path_format
            for door in self.doors:
                await door(request)
            self.look(request, known)
            if self.body_field is not None:
                await self.judge(await read_json(request))
            return await handle(request)

        return strict

    @cached_property
    def shape(self) -> TypeAdapter[Any]:
        """What its body has to be."""
        body: Any = self.body_field
        return TypeAdapter(body.field_info.annotation)

    async def judge(self, body: bytes) -> None:
        """Refuse a body whose values are of other types than they should be: "5" is no number, 1 is not true."""
        if not body:
            return
        try:
            self.shape.validate_json(body, strict=True)
        except ValidationError as wrong:
            faults = [{**one, "loc": ("body", *one["loc"])} for one in wrong.errors(include_url=False)]
            raise RequestValidationError(faults) from wrong

    def look(self, request: Request, known: dict[str, bool]) -> None:
        """Refuse what the address should not hold; `known` says which parameters may come more than once."""
        if any("\0" in str(value) for value in request.path_params.values()):
            raise Missing
        wrong = defaultdict(list)
        for name in dict.fromkeys(request.query_params):
            given = request.query_params.getlist(name)
            if name not in known and name not in ALWAYS:
                wrong[name].append(t(UNKNOWN))
            elif len(given) > 1 and not known.get(name):
                wrong[name].append(t(TWICE))
            elif any("\0" in value for value in given):
                wrong[name].append(t(ILLEGIBLE))
        if wrong:
            raise Invalid(fields=dict(wrong))


class OpenRoute(StrictRoute):
    """A route whose callers speak their own dialect: its address and body are not ours to judge."""

    def look(self, request: Request, known: dict[str, bool]) -> None:
        """Platforms ask as they please."""


class Router(APIRouter):
    """The routes of one noun."""

    def __init__(self, *, route_class: type[StrictRoute] = StrictRoute, **options: Any) -> None:
        super().__init__(route_class=route_class, **options)


def refuse_unguarded(routers: Iterable[APIRouter]) -> None:
    """RuntimeError unless every route has one door, so one tier; the process then does not start."""
    for router in routers:
        for route in router.routes:
            doors = route.doors if isinstance(route, StrictRoute) else ()
            if len(doors) != 1:
                raise RuntimeError(
                    f"{getattr(route, 'path', route)} stands behind {len(doors)} doors. Make its router with "
                    "api.routing.Router and give the route one door(…) or open_door(…): it names the rate tier."
                )


def _doors(dependant: Dependant) -> Iterator[Door | OpenDoor]:
    if isinstance(dependant.call, Door | OpenDoor):
        yield dependant.call
    for below in dependant.dependencies:
        yield from _doors(below)


def _queries(dependant: Dependant) -> Iterator[Any]:
    """Each query parameter; a model of parameters is its fields."""
    for below in dependant.dependencies:
        yield from _queries(below)
    for field in dependant.query_params:
        model = field.field_info.annotation
        if fields := getattr(model, "model_fields", None):
            yield from (_Named(info.alias or name, info) for name, info in fields.items())
        else:
            yield field


class _Named:
    def __init__(self, alias: str, field_info: Any) -> None:
        self.alias, self.field_info = alias, field_info


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) in {list, set, tuple}
