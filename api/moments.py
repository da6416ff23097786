"""Days and moments as they are written: pydantic alone would take "5" for five seconds after midnight of 1970."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

WRITTEN = re.compile(r"\s*\d{4}-\d\d-\d\d", re.ASCII)


def _written(kind: type[date], fault: str) -> BeforeValidator:
    reader = TypeAdapter(kind)

    def read(value: Any) -> Any:
        """What a text says; of a body that is judged strictly it would not be read any more."""
        if isinstance(value, date):
            return value
        try:
            return reader.validate_python(value if isinstance(value, str) and WRITTEN.match(value) else "")
        except ValidationError:
            raise PydanticCustomError(fault, "not written as ISO 8601 has it") from None

    return BeforeValidator(read)


Day = Annotated[date, _written(date, "date_parsing")]
Moment = Annotated[datetime, _written(datetime, "datetime_parsing")]
AwareMoment = Annotated[AwareDatetime, _written(datetime, "datetime_parsing")]
