"""Countries as LinkedIn numbers them, for the targeting of campaigns.

Not confirmed by LinkedIn's documents, which give the number of the United States only: the others are those that
its own job search shows in its addresses. A country that is not here is refused rather than guessed.
"""

from collections.abc import Iterable

from engine.connectors import faults
from engine.connectors.linkedin.platform import PLATFORM

GEOS = {
    "AE": 104305776, "AT": 103883259, "AU": 101452733, "BE": 100565514, "BH": 100425729, "BR": 106057199,
    "CA": 101174742, "CH": 106693272, "DE": 101282230, "DK": 104514075, "DZ": 106395874, "EG": 106155005,
    "ES": 105646813, "FI": 100456013, "FR": 105015875, "GB": 101165590, "IE": 104738515, "IN": 102713980,
    "IQ": 106725625, "IT": 103350119, "JO": 103710677, "JP": 101355337, "KW": 103239229, "LB": 101834488,
    "MA": 102787409, "NL": 102890719, "NO": 103819153, "NZ": 105490917, "OM": 103619019, "PK": 101022442,
    "PL": 105072130, "PT": 100364837, "QA": 104170880, "SA": 100459316, "SE": 105117694, "SG": 102454443,
    "TN": 102134353, "TR": 102105699, "US": 103644278, "ZA": 104035573,
}  # fmt: skip


def targeting(countries: Iterable[str]) -> dict[str, object]:
    """Everybody in these countries; Refused naming `countries` when there is none, or one that we cannot name."""
    chosen = list(countries)
    unknown = [country for country in chosen if country not in GEOS]
    if unknown or not chosen:
        raise faults.unfit(PLATFORM, "countries", f"not on our list: {', '.join(unknown) or 'none given'}")
    places = [f"urn:li:geo:{GEOS[country]}" for country in chosen]
    return {"include": {"and": [{"or": {"urn:li:adTargetingFacet:locations": places}}]}}
