"""The query language: what it reads, and what it calls the mistakes in what it cannot read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.dialects.google.errors import AdsError
from sandbox.dialects.google.gaql import COMPARISONS, RESOURCES, Condition, Query, parse

names = st.from_regex(r"(campaign|metrics|segments|ad_group_ad\.ad)\.[a-z][a-z_]{0,12}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="'\\"), max_size=20)
conditions = st.one_of(
    st.builds(Condition, names, st.sampled_from(sorted(COMPARISONS)), st.tuples(texts)),
    st.builds(Condition, names, st.just("BETWEEN"), st.tuples(texts, texts)),
    st.builds(
        Condition, names, st.sampled_from(["IN", "NOT IN"]), st.lists(texts, min_size=1, max_size=4).map(tuple)
    ),
    st.builds(Condition, names, st.sampled_from(["IS NULL", "IS NOT NULL"]), st.just(())),
    st.builds(Condition, names, st.sampled_from(["LIKE", "NOT LIKE", "DURING"]), st.tuples(texts)),
)
queries = st.builds(
    Query,
    st.lists(names, min_size=1, max_size=6, unique=True).map(tuple),
    st.sampled_from(sorted(RESOURCES)),
    st.lists(conditions, max_size=4).map(tuple),
    st.lists(st.tuples(names, st.booleans()), max_size=3).map(tuple),
    st.none() | st.integers(1, 10**6),
)


def written(query: Query, space: str = " ") -> str:
    """The query as somebody would write it."""
    parts = ["SELECT", ", ".join(query.fields), "FROM", query.resource]
    if query.conditions:
        parts += ["WHERE", " AND ".join(written_condition(each) for each in query.conditions)]
    if query.order:
        parts += ["ORDER BY", ", ".join(f"{name} DESC" if down else name for name, down in query.order)]
    if query.limit:
        parts += ["LIMIT", str(query.limit)]
    return space.join(parts)


def written_condition(condition: Condition) -> str:
    quoted = [f"'{value}'" for value in condition.values]
    if condition.operator == "BETWEEN":
        return f"{condition.field} BETWEEN {quoted[0]} AND {quoted[1]}"
    if condition.operator in {"IN", "NOT IN"}:
        return f"{condition.field} {condition.operator} ({', '.join(quoted)})"
    return f"{condition.field} {condition.operator} {' '.join(quoted)}".strip()


def outcome(text: str) -> str:
    """What reading the text comes to."""
    try:
        return "query" if parse(text).fields else "nothing"
    except AdsError as error:
        return error.family


@given(query=queries, space=st.sampled_from([" ", "\n  ", "\t"]))
def test_what_is_written_is_read(query, space):
    assert parse(written(query, space)) == query


@given(text=st.text(max_size=60))
def test_any_text_is_a_query_or_a_query_error(text):
    assert outcome(text) in {"query", "queryError"}


@given(query=queries, data=st.data())
def test_a_query_cut_off_is_a_query_or_a_query_error(query, data):
    text = written(query)

    assert outcome(text[: data.draw(st.integers(0, len(text)))]) in {"query", "queryError"}


def test_keywords_in_any_case_numbers_without_quotes_and_a_final_semicolon():
    found = parse(
        "select campaign.id from campaign where metrics.clicks >= 10 and campaign.name like 'a%' limit 5;"
    )

    assert found.conditions == (
        Condition("metrics.clicks", ">=", ("10",)),
        Condition("campaign.name", "LIKE", ("a%",)),
    )
    assert found.limit == 5


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "EXPECTED_SELECT"),
        ("SELECT", "UNEXPECTED_END_OF_QUERY"),
        ("campaign.id FROM campaign", "EXPECTED_SELECT"),
        ("SELECT campaign.id", "EXPECTED_FROM"),
        ("SELECT campaign.id, FROM campaign", "BAD_FIELD_NAME"),
        ("SELECT campaign.id FROM planets", "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id NEAR 3", "BAD_OPERATOR"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id = ,", "BAD_VALUE"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id IN ()", "PROHIBITED_EMPTY_LIST_IN_CONDITION"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id IN 3", "EXPECTED_LIST"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id BETWEEN 3", "EXPECTED_VALUE_WITH_BETWEEN_OPERATOR"),
        ("SELECT campaign.id FROM campaign ORDER campaign.id", "EXPECTED_BY"),
        ("SELECT campaign.id FROM campaign LIMIT many", "BAD_LIMIT_VALUE"),
        ("SELECT campaign.id FROM campaign LIMIT 1 more", "UNEXPECTED_INPUT"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id ~ 3", "BAD_SYMBOL"),
    ],
)
def test_every_mistake_has_googles_name(text, name):
    with pytest.raises(AdsError) as refused:
        parse(text)

    assert refused.value.name == name
