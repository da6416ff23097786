"""A worker of the test's own process: every job that is due now is done here."""

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from engine.core.queue import QUEUES, FairQueue, queue


def work_off(*names: str) -> None:
    """Do the jobs of these queues, of all when none is named."""
    queues = [queue(name) for name in names or QUEUES]
    here = SimpleWorker(queues, connection=queues[0].connection, serializer=JSONSerializer, queue_class=FairQueue)
    here.work(burst=True)
