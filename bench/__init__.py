"""Benchmarks with their baselines. Each starts what it needs in a directory of its own and writes its section
of RESULTS.md.

ingest    rows into the partitioned table, beside dlt's merge into the same Postgres
dashboard what a dashboard over a million rows costs: engine, API, screen, and row-level security
syncs     a backfill at the platforms' own pace, and workers killed by the hundred
webhooks  a storm of repeats, and the time to the answer in a house in trouble
budgets   how long a campaign runs on after its budget is used up
alerts    how soon an alert is on an open screen
events    how soon consequences take effect, and that each does once while workers are killed
results   the file the figures are kept in
"""
