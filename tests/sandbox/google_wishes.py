"""What a client sends to create a search campaign with all that belongs to it, in one request."""

from typing import Any

import httpx

from tests.sandbox.visitors import SEARCH, Google

Row = dict[str, Any]
NOT_POLITICAL = "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING"
RIYADH = "geoTargetConstants/2682"


def name(collection: str, number: int | str, customer: str = SEARCH) -> str:
    return f"customers/{customer}/{collection}/{number}"


def budget(number: int = -1, **more: Any) -> Row:
    usual = {"amountMicros": "50000000", "deliveryMethod": "STANDARD", "explicitlyShared": False}
    return {"resourceName": name("campaignBudgets", number), **usual, **more}


def campaign(number: int = -2, **more: Any) -> Row:
    usual = {
        "name": "رمضان | Winter", "status": "PAUSED", "advertisingChannelType": "SEARCH",
        "campaignBudget": name("campaignBudgets", -1), "targetSpend": {},
        "networkSettings": {"targetGoogleSearch": True, "targetSearchNetwork": True},
        "containsEuPoliticalAdvertising": NOT_POLITICAL,
    }  # fmt: skip
    return {"resourceName": name("campaigns", number), **usual, **more}


def ad_group(number: int = -3, **more: Any) -> Row:
    usual = {"name": "Shoppers", "campaign": name("campaigns", -2), "status": "PAUSED", "cpcBidMicros": "1500000"}
    return {"resourceName": name("adGroups", number), **usual, **more}


def ad(**more: Any) -> Row:
    shown = {
        "headlines": [{"text": text} for text in ("Winter sale", "حتى ٥٠٪ هذا الأسبوع", "shop.example")],
        "descriptions": [{"text": text} for text in ("Everything half price.", "Delivered in two days.")],
    }
    usual = {"finalUrls": ["https://shop.example/winter"], "responsiveSearchAd": shown | more.pop("shown", {})}
    return {"adGroup": name("adGroups", -3), "status": "PAUSED", "ad": usual | more.pop("ad", {}), **more}


def keyword(text: str = "winter coat", **more: Any) -> Row:
    said = {"text": text, "matchType": "PHRASE"}
    return {"adGroup": name("adGroups", -3), "status": "ENABLED", "keyword": said, **more}


def place(constant: str = RIYADH, **more: Any) -> Row:
    return {"campaign": name("campaigns", -2), "location": {"geoTargetConstant": constant}, **more}


def create(kind: str, wanted: Row) -> Row:
    """One operation of `googleAds:mutate`."""
    return {f"{kind}Operation": {"create": wanted}}


def everything() -> list[Row]:
    """Budget, campaign, place, ad group, keyword and ad."""
    return [
        create("campaignBudget", budget()),
        create("campaign", campaign()),
        create("campaignCriterion", place()),
        create("adGroup", ad_group()),
        create("adGroupCriterion", keyword()),
        create("adGroupAd", ad()),
    ]


def together(google: Google, operations: list[Row], **more: Any) -> httpx.Response:
    """Send operations that stand together."""
    return google.post(f"{SEARCH}/googleAds:mutate", {"mutateOperations": operations, **more})


def made(response: httpx.Response) -> list[str]:
    """The resource names of what was made, in order."""
    answers = response.raise_for_status().json()["mutateOperationResponses"]
    return [next(iter(each.values()))["resourceName"] for each in answers]
