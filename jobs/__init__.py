"""What runs away from screens and requests.

supervisor up processes doctor   keep one machine's processes alive
worker                           runs the queues' jobs          (python -m jobs.worker)
scheduler schedule               enqueue what the clock asks for (python -m jobs.scheduler)
edge                             where a job's errors are caught, and what became of it is noted
syncs budgets campaigns posts events integrations partitions notifications webhooks subscriptions enrolments tokens
                                 the jobs: ids in, one call of the engine
"""
