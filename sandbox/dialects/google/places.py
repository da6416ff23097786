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


TABLE = (
    ("SA", 682, "Saudi Arabia"), ("AE", 784, "United Arab Emirates"), ("KW", 414, "Kuwait"),
    ("QA", 634, "Qatar"), ("BH", 48, "Bahrain"), ("OM", 512, "Oman"), ("EG", 818, "Egypt"),
    ("JO", 400, "Jordan"), ("LB", 422, "Lebanon"), ("IQ", 368, "Iraq"), ("MA", 504, "Morocco"),
    ("TR", 792, "Türkiye"), ("DE", 276, "Germany"), ("AT", 40, "Austria"), ("CH", 756, "Switzerland"),
    ("FR", 250, "France"), ("GB", 826, "United Kingdom"), ("ES", 724, "Spain"), ("IT", 380, "Italy"),
    ("NL", 528, "Netherlands"), ("NO", 578, "Norway"), ("SE", 752, "Sweden"), ("DK", 208, "Denmark"),
    ("US", 840, "United States"), ("CA", 124, "Canada"), ("JP", 392, "Japan"), ("IN", 356, "India"),
    ("AU", 36, "Australia"),
)  # fmt: skip
COUNTRIES = {country.id: country for country in (Country(*row) for row in TABLE)}

GEO_TARGET: dict[str, Reader] = {
    "resource_name": lambda _, country: f"geoTargetConstants/{country.id}",
    "id": lambda _, country: int(country.id),
    "name": lambda _, country: country.name,
    "canonical_name": lambda _, country: country.name,
    "country_code": lambda _, country: country.code,
    "target_type": lambda _, __: "Country",
    "status": lambda _, __: "ENABLED",
}
