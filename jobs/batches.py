"""Files of campaigns, as workers create them."""

from uuid import UUID

from engine import batches
from engine.core.errors import AppError
from jobs.edge import is_last_attempt, job


@job
def create(org_id: UUID, batch_id: UUID) -> None:
    """Create the campaigns of one file, each once."""
    try:
        batches.create(org_id, batch_id)
    except Exception as error:
        if isinstance(error, AppError) or is_last_attempt():
            batches.give_up(org_id, batch_id, error)
        raise


@job
def take_up() -> None:
    """Files whose worker died."""
    batches.take_up()
