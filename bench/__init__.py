"""Benchmarks with their baselines. Each starts what it needs in a directory of its own and writes its section
of RESULTS.md.

ingest    rows into the partitioned table, beside dlt's merge into the same Postgres
results   the file the figures are kept in
"""
