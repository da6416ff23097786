"""The Google Ads Query Language: text in, a query out, or the queryError that the real parser would name.

SELECT fields FROM resource [WHERE condition AND …] [ORDER BY field [ASC|DESC], …] [LIMIT n] [PARAMETERS …]
"""

import re
from dataclasses import dataclass

from sandbox.dialects.google.errors import query_error

TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<sign>!=|<=|>=|[=<>(),])|(?P<word>[\w.\-/]+))"""
)
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
CLAUSES = frozenset({"FROM", "WHERE", "ORDER", "LIMIT", "PARAMETERS"})
RESOURCES = frozenset({
    "customer", "customer_client", "campaign", "campaign_budget", "ad_group", "ad_group_ad", "campaign_criterion",
    "ad_group_criterion", "geo_target_constant",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; `values` holds one value, the two ends of BETWEEN, or a list."""

    field: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. `order` holds fields with True for descending."""

    fields: tuple[str, ...]
    resource: str
    conditions: tuple[Condition, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    limit: int | None = None


def parse(text: str) -> Query:
    """Read a query; raises queryError for what cannot be read."""
    return _Reader(text).query()


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._place = 0

    def query(self) -> Query:
        self._expect("SELECT", "EXPECTED_SELECT")
        fields = self._names()
        self._expect("FROM", "EXPECTED_FROM")
        resource = self._take()
        if resource not in RESOURCES:
            raise query_error("BAD_RESOURCE_TYPE_IN_FROM_CLAUSE", f"'{resource}' is not a valid resource name.")
        conditions = self._conditions() if self._skip("WHERE") else ()
        order = self._order() if self._skip("ORDER") else ()
        limit = self._limit() if self._skip("LIMIT") else None
        if self._skip("PARAMETERS"):
            self._parameters()
        if self._place < len(self._tokens):
            raise query_error("UNEXPECTED_INPUT", f"Unexpected input near '{self._tokens[self._place]}'.")
        return Query(fields, resource, conditions, order, limit)

    def _names(self) -> tuple[str, ...]:
        names = [self._name()]
        while self._skip(","):
            names.append(self._name())
        return tuple(dict.fromkeys(names))

    def _name(self) -> str:
        name = self._take()
        if name.upper() in CLAUSES or not re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)*", name):
            raise query_error("BAD_FIELD_NAME", f"'{name}' is not a valid field name.")
        return name

    def _conditions(self) -> tuple[Condition, ...]:
        found = [self._condition()]
        while self._skip("AND"):
            found.append(self._condition())
        return tuple(found)

    def _condition(self) -> Condition:
        field, operator = self._name(), self._take().upper()
        if operator in COMPARISONS or operator in {"LIKE", "DURING", "REGEXP_MATCH"}:
            return Condition(field, operator, (self._value(),))
        if operator == "IS":
            negated = self._skip("NOT")
            self._expect("NULL", "BAD_OPERATOR")
            return Condition(field, "IS NOT NULL" if negated else "IS NULL", ())
        if operator == "BETWEEN":
            low = self._value()
            self._expect("AND", "EXPECTED_VALUE_WITH_BETWEEN_OPERATOR")
            return Condition(field, operator, (low, self._value()))
        if operator == "NOT":
            operator = f"NOT {self._take().upper()}"
        if operator == "NOT LIKE":
            return Condition(field, operator, (self._value(),))
        if operator in {"IN", "NOT IN"}:
            return Condition(field, operator, self._list())
        raise query_error("BAD_OPERATOR", f"'{operator}' is not a valid operator.")

    def _list(self) -> tuple[str, ...]:
        self._expect("(", "EXPECTED_LIST")
        if self._skip(")"):
            raise query_error("PROHIBITED_EMPTY_LIST_IN_CONDITION", "The list in a condition must not be empty.")
        values = [self._value()]
        while self._skip(","):
            values.append(self._value())
        self._expect(")", "EXPECTED_LIST")
        return tuple(values)

    def _order(self) -> tuple[tuple[str, bool], ...]:
        self._expect("BY", "EXPECTED_BY")
        found = []
        while True:
            name, down = self._name(), self._skip("DESC")
            if not down:
                self._skip("ASC")
            found.append((name, down))
            if not self._skip(","):
                return tuple(found)

    def _limit(self) -> int:
        text = self._take()
        if not text.isdigit() or int(text) < 1:
            raise query_error("BAD_LIMIT_VALUE", f"'{text}' is not a valid limit.")
        return int(text)

    def _parameters(self) -> None:
        """Parameters such as include_drafts=true change nothing here."""
        while True:
            self._take()
            self._expect("=", "BAD_PARAMETER_VALUE")
            self._value()
            if not self._skip(","):
                return

    def _value(self) -> str:
        token = self._take()
        if token in COMPARISONS or token in {"(", ")", ","}:
            raise query_error("BAD_VALUE", f"'{token}' is not a value.")
        if token[0] in "'\"":
            return re.sub(r"\\(.)", r"\1", token[1:-1])
        return token

    def _take(self) -> str:
        if self._place >= len(self._tokens):
            raise query_error("UNEXPECTED_END_OF_QUERY", "The query ended unexpectedly.")
        self._place += 1
        return self._tokens[self._place - 1]

    def _skip(self, word: str) -> bool:
        if self._place < len(self._tokens) and self._tokens[self._place].upper() == word:
            self._place += 1
            return True
        return False

    def _expect(self, word: str, error: str) -> None:
        if not self._skip(word):
            near = self._tokens[self._place] if self._place < len(self._tokens) else "the end"
            raise query_error(error, f"Expected {word} near '{near}'.")


def _tokens(text: str) -> list[str]:
    tokens, place, text = [], 0, text.strip().rstrip(";").rstrip()
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None:
            raise query_error(
                "BAD_SYMBOL", f"Unexpected symbol at position {place}: '{text[place : place + 12]}'."
            )
        tokens.append(found.group().strip())
        place = found.end()
    return tokens
