"""The monthly partitions, made before anybody needs them."""

from db import partitions
from db.session import engine
from engine.core import clock
from engine.core.log import get_logger
from jobs.edge import job

log = get_logger()


@job
def ensure() -> None:
    """Make the partitions that are missing."""
    with engine().begin() as connection:
        if made := partitions.ensure(connection, clock.today()):
            log.info("partitions.made", names=made)
