"""Lead forms with their questions, and what people answered; both belong to an ad account."""

from collections.abc import Sequence
from typing import Any

from sandbox.dialects.linkedin.access import LINKEDIN, account_named, need
from sandbox.dialects.linkedin.call import Call
from sandbox.dialects.linkedin.errors import bad_param, no_resource, not_found
from sandbox.dialects.linkedin.finders import id_in
from sandbox.dialects.linkedin.paging import page
from sandbox.dialects.linkedin.resources import Resource, millis
from sandbox.world.leads import Form, Lead
from sandbox.world.model import Account

SCOPE = "r_marketing_leadgen_automation"
PREDEFINED = {"email": "EMAIL", "phone_number": "PHONE_NUMBER", "city": "CITY"}
QUESTIONS = {"full_name": "Your full name", "email": "Email", "phone_number": "Phone", "city": "City"}
TYPES = ("SPONSORED", "EVENT", "COMPANY", "ORGANIZATION_PRODUCT")
SEARCH = ("q", "owner", "leadType", "limitedToTestLeads", "submittedAtTimeRange", "versionedLeadGenFormUrn")


def forms(call: Call, rest: Sequence[str]) -> dict[str, Any]:
    """`GET /leadForms?q=owner` and `GET /leadForms/{id}`."""
    need(call.scopes, "GET /leadForms", SCOPE)
    match rest:
        case [] if call.method == "GET":
            call.only("q", "owner", "start", "count", "fields")
            return page(call, [form_resource(call, each) for each in call.stage.content.forms_of(_owner(call))])
        case [key] if call.method == "GET":
            found = call.stage.content.forms.get((LINKEDIN, key))
            if found is None:
                raise not_found(f"leadForms/{key}")
            return form_resource(call, found)
    raise no_resource()


def responses(call: Call, rest: Sequence[str]) -> dict[str, Any]:
    """`GET /leadFormResponses?q=owner` and `GET /leadFormResponses/{id}`."""
    need(call.scopes, "GET /leadFormResponses", SCOPE)
    match rest:
        case [] if call.method == "GET":
            call.only(*SEARCH, "start", "count", "fields")
            return page(call, [response_resource(each) for each in _found(call)])
        case [key] if call.method == "GET":
            found = call.stage.content.lead(LINKEDIN, key)
            if found is None or found.at > call.stage.clock.now():
                raise not_found(f"leadFormResponses/{key}")
            return response_resource(found)
    raise no_resource()


def form_resource(call: Call, form: Form) -> Resource:
    """One form."""
    born = call.world.campaign_of(LINKEDIN, form.campaign_id).created_at
    return {
        "id": int(form.id),
        "name": form.name,
        "owner": {"sponsoredAccount": f"urn:li:sponsoredAccount:{form.account_id}"},
        "state": "PUBLISHED",
        "versionId": 1,
        "creationLocale": {"country": "US", "language": "en"},
        "created": millis(born),
        "lastModified": millis(born),
        "content": {"questions": [_question(n, name) for n, name in enumerate(QUESTIONS, 1)]},
        "hiddenFields": [],
    }


def response_resource(lead: Lead) -> Resource:
    """What somebody entered: answers to numbered questions."""
    answers = [
        {"questionId": n, "answerDetails": {"textQuestionAnswer": {"answer": lead.fields[name]}}}
        for n, name in enumerate(QUESTIONS, 1)
    ]
    return {
        "id": lead.id,
        "owner": {"sponsoredAccount": f"urn:li:sponsoredAccount:{lead.account_id}"},
        "leadType": "SPONSORED",
        "versionedLeadGenFormUrn": f"urn:li:versionedLeadGenForm:(urn:li:leadGenForm:{lead.form_id},1)",
        "associatedEntity": {"associatedCreative": f"urn:li:sponsoredCreative:{lead.ad_id}"},
        "leadMetadata": {"sponsoredLeadMetadata": {"campaign": f"urn:li:sponsoredCampaign:{lead.ad_set_id}"}},
        "submittedAt": millis(lead.at),
        "submitter": f"urn:li:person:{lead.id}",
        "testLead": lead.is_test,
        "formResponse": {"answers": answers, "consentResponses": []},
    }


def _question(number: int, name: str) -> Resource:
    known = {"predefinedField": PREDEFINED[name]} if name in PREDEFINED else {}
    return {
        "questionId": number,
        "name": name,
        "question": {"localized": {"en_US": QUESTIONS[name]}},
        "questionDetails": {"textQuestionDetails": {}},
        "responseRequired": True,
    } | known


def _owner(call: Call) -> Account:
    if call.text("q") != "owner":
        raise bad_param("q", "they are found by owner")
    owner = call.params.get("owner")
    if not isinstance(owner, dict) or set(owner) != {"sponsoredAccount"}:
        raise bad_param("owner", "(sponsoredAccount:urn…) is expected")
    return account_named(call.stage, id_in(str(owner["sponsoredAccount"]), "sponsoredAccount", "owner"))


def _found(call: Call) -> list[Lead]:
    """The leads of an account that a search finds, the earliest first."""
    content, kind = call.stage.content, call.params.get("leadType")
    if not isinstance(kind, dict) or kind.get("leadType") not in TYPES:
        raise bad_param("leadType", f"(leadType:…) with one of {', '.join(TYPES)} is expected")
    account, tests = _owner(call), call.text("limitedToTestLeads", "false") == "true"
    if kind["leadType"] != "SPONSORED":
        return []
    since, until = _range(call)
    wanted = str(call.params.get("versionedLeadGenFormUrn", ""))
    return [
        lead
        for form in content.forms_of(account)
        if f"urn:li:leadGenForm:{form.id}," in wanted or not wanted
        for lead in content.leads_of(form)
        if lead.is_test is tests and since <= millis(lead.at) < until
    ]


def _range(call: Call) -> tuple[int, int]:
    value = call.params.get("submittedAtTimeRange", {})
    try:
        if isinstance(value, dict) and set(value) <= {"start", "end"}:
            return int(value.get("start", 0)), int(value.get("end", 10**13))
    except (TypeError, ValueError):
        pass
    raise bad_param("submittedAtTimeRange", "(start:…,end:…) in milliseconds is expected")
