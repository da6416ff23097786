"""The countries that can be targeted: Google numbers them 2000 and the number of ISO 3166-1."""

from dataclasses import dataclass

from sandbox.dialects.google.channels import Reader


@dataclass(frozen=True, slots=True)
class Country:
    """One country of the list; the real one holds all, and their regions and cities."""

    code: str
    number: int
    name: str

    @property
    def id(self) -> str:
        """Google's number of it."""
        return str(2000 + self.number)


COUNTRIES = {country.id: country for country in (
    Country("SA", 682, "Saudi Arabia"), Country("AE", 784, "United Arab Emirates"), Country("KW", 414, "Kuwait"),
    Country("QA", 634, "Qatar"), Country("BH", 48, "Bahrain"), Country("OM", 512, "Oman"),
    Country("EG", 818, "Egypt"), Country("JO", 400, "Jordan"), Country("LB", 422, "Lebanon"),
    Country("IQ", 368, "Iraq"), Country("MA", 504, "Morocco"), Country("TR", 792, "Türkiye"), Country("DE", 276, "Germany"),
    Country("AT", 40, "Austria"), Country("CH", 756, "Switzerland"), Country("FR", 250, "France"),
    Country("GB", 826, "United Kingdom"), Country("ES", 724, "Spain"), Country("IT", 380, "Italy"),
    Country("NL", 528, "Netherlands"), Country("NO", 578, "Norway"), Country("SE", 752, "Sweden"),
    Country("DK", 208, "Denmark"), Country("US", 840, "United States"), Country("CA", 124, "Canada"),
    Country("JP", 392, "Japan"), Country("IN", 356, "India"), Country("AU", 36, "Australia"),
)}  # fmt: skip

GEO_TARGET: dict[str, Reader] = {
    "resource_name": lambda _, country: f"geoTargetConstants/{country.id}",
    "id": lambda _, country: int(country.id),
    "name": lambda _, country: country.name,
    "canonical_name": lambda _, country: country.name,
    "country_code": lambda _, country: country.code,
    "target_type": lambda _, __: "Country",
    "status": lambda _, __: "ENABLED",
}
