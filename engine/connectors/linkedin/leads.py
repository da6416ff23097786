"""What people entered into lead forms: answers to numbered questions, whose names stand in the form."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.content import LeadRow
from engine.connectors.linkedin import restli
from engine.connectors.linkedin.calls import numbered, read
from engine.connectors.linkedin.platform import PLATFORM

PAGE = 100


def fetch_lead(token: str, lead_id: str) -> LeadRow:
    """One lead with the names of what was asked; Missing when it is gone, which it is after 90 days."""
    item = read(token, f"leadFormResponses/{restli.text(lead_id)}")
    form_id = next(faults.read_each(PLATFORM, form_of, [item]))
    form = read(token, f"leadForms/{restli.text(form_id)}")
    return next(faults.read_each(PLATFORM, lambda each: read_lead(each, form), [item]))


def published_form(account: Account) -> str | None:
    """The newest form of an ad account that people can fill in, if there is one."""
    owner = restli.urn("sponsoredAccount", account.external_id)
    query = {"q": "owner", "owner": f"(sponsoredAccount:{restli.text(owner)})"}
    forms = numbered(account.token, "leadForms", query, size=PAGE)
    found = [form for form in forms if form.get("state") == "PUBLISHED"]
    ages = faults.read_each(PLATFORM, lambda form: (int(form.get("created") or 0), str(form["id"])), found)
    return max(ages, default=(0, None))[1]


def form_of(item: Mapping[str, Any]) -> str:
    """The form of a lead, out of urn:li:versionedLeadGenForm:(urn:li:leadGenForm:7,1)."""
    inner = str(item["versionedLeadGenFormUrn"]).partition("(")[2].partition(",")[0]
    return restli.id_of(inner)


def read_lead(item: dict[str, Any], form: Mapping[str, Any]) -> LeadRow:
    """One lead as LinkedIn writes it; it names the creative and its campaign, which is our ad set."""
    questions = {each.get("questionId"): each for each in form.get("content", {}).get("questions", ())}
    answers = item["formResponse"]["answers"]
    shown = (item.get("associatedEntity") or {}).get("associatedCreative")
    paid = (item.get("leadMetadata") or {}).get("sponsoredLeadMetadata") or {}
    return LeadRow(
        external_id=str(item["id"]),
        form_id=form_of(item),
        created_at=datetime.fromtimestamp(item["submittedAt"] / 1000, UTC),
        fields={_name(each, questions): _answer(each, questions) for each in answers},
        form_name=str(form.get("name", "")),
        ad_set_id=restli.id_of(paid["campaign"]) if paid.get("campaign") else "",
        ad_id=restli.id_of(shown) if shown else "",
        is_test=item.get("testLead") is True,
    )


def _name(answer: dict[str, Any], questions: Mapping[Any, dict[str, Any]]) -> str:
    """What a question is called: by its form, by LinkedIn, or else by its number."""
    number = answer.get("questionId")
    question = questions.get(number, {})
    return str(question.get("name") or str(question.get("predefinedField") or number).lower())


def _answer(answer: dict[str, Any], questions: Mapping[Any, dict[str, Any]]) -> str:
    match answer.get("answerDetails"):
        case {"textQuestionAnswer": {"answer": given}}:
            return str(given)
        case {"multipleChoiceAnswer": {"options": [*chosen]}}:
            known = _options(questions.get(answer.get("questionId"), {}))
            return ", ".join(known.get(each, str(each)) for each in chosen)
    return ""


def _options(question: dict[str, Any]) -> dict[Any, str]:
    """The words of a question's options by their numbers."""
    details = (question.get("questionDetails") or {}).get("multipleChoiceQuestionDetails") or {}
    found = {}
    for option in details.get("options", ()):
        words = (option.get("text") or {}).get("localized") or {}
        found[option.get("id")] = str(next(iter(words.values()), option.get("id")))
    return found
