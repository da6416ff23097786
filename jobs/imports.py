"""Files of figures, as workers load them."""

from uuid import UUID

from engine import imports
from engine.core.errors import AppError
from jobs.edge import is_last_attempt, job


@job
def load(org_id: UUID, import_id: UUID) -> None:
    """Load one file, whole or not at all."""
    try:
        imports.load(org_id, import_id)
    except Exception as error:
        if isinstance(error, AppError) or is_last_attempt():
            imports.give_up(org_id, import_id, error)
        raise
