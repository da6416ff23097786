"""The rows: what the product remembers, and who may see which of it.

kinds       the vocabulary of states and roles, shared by rows, engine and doors
base        the declarative base; every tenant table leads its keys with org_id
session     sessions that can see one org and nothing else (row-level security)
models/     one file per noun
migrations/ Alembic; migrate.py brings a database to the code's version
embedded    Postgres and Redis out of their wheels
"""
