"""The two kinds of question about an org: asked every time, or kept for as long as its area says."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from inspect import signature
from typing import Concatenate, Generic, ParamSpec, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from db.session import session
from engine.core.cache.areas import AREAS, TAGS
from engine.core.cache.asking import anew, ask
from engine.core.cache.entries import Made, Slot, decode, digest, encode, said
from engine.core.i18n import locale

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stored(Generic[T]):
    """An answer, whether it came from the cache, and how many seconds ago it was computed."""

    value: T
    cached: bool
    age_s: float


class Read(Generic[P, T]):
    """A question about one org. Called with the org's id in the place of the session."""

    def __init__(self, question: Callable[Concatenate[Session, P], T]) -> None:
        self.question = question
        update_wrapper(self, question)

    def __call__(self, org_id: UUID, *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer, asked now."""
        with session(org_id) as reader:
            return self.question(reader, *args, **kwargs)


class CachedRead(Read[P, T]):
    """A question whose answer is kept until one of its tags is touched, or its time is over."""

    def __init__(
        self, question: Callable[Concatenate[Session, P], T], area: str, tags: tuple[str, ...], *, worded: bool
    ) -> None:
        super().__init__(question)
        self.area, self.tags, self.worded = area, tags, worded
        self.signature = signature(question)
        self.name = f"{question.__module__.removeprefix('engine.')}.{question.__qualname__}"

    def __call__(self, org_id: UUID, *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer, kept or fresh."""
        return self.stored(org_id, *args, **kwargs).value

    def stored(self, org_id: UUID, *args: P.args, **kwargs: P.kwargs) -> Stored[T]:
        """The answer with its age; concurrent misses compute it once."""

        def compute() -> Made:
            return encode(Read.__call__(self, org_id, *args, **kwargs))

        answer = ask(self.slot(org_id, *args, **kwargs), compute)
        return Stored(decode(answer.kept), answer.cached, answer.kept.age_s)

    def fresh(self, org_id: UUID, *args: P.args, **kwargs: P.kwargs) -> Stored[T]:
        """The answer computed now, and kept for the next reader."""
        with anew():
            return self.stored(org_id, *args, **kwargs)

    def slot(self, org_id: UUID, *args: P.args, **kwargs: P.kwargs) -> Slot:
        """Where the answer is kept: by the question, all of its arguments, and the language if it has words."""
        asked = self.signature.bind(None, *args, **kwargs)
        asked.apply_defaults()
        (_, *facts), named = asked.args, asked.kwargs  # so that a default said or left out is the same question
        label = f"{self.name} {said([*facts, *named.values()])}".strip()
        language = locale() if self.worded else ""
        return Slot(org_id, self.area, self.tags, digest(self.name, facts, named, language), label)


def read(question: Callable[Concatenate[Session, P], T]) -> Read[P, T]:
    """Decorate a question that is always asked anew."""
    return Read(question)


def cached_read(
    area: str, *tags: str, worded: bool = True
) -> Callable[[Callable[Concatenate[Session, P], T]], CachedRead[P, T]]:
    """Decorate a question whose answer may be kept in that area until one of the tags is touched.

    `worded`: its answer has sentences of the reader's language, so it is kept once for each.
    """
    if unknown := {area} - AREAS.keys() | set(tags) - TAGS:
        raise ValueError(f"not an area or tag: {', '.join(unknown)}")
    return lambda question: CachedRead(question, area, tags, worded=worded)
