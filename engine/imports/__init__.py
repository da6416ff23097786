"""Imports: figures of accounts that cannot be connected, from the files that ad managers export.

texts, sheets  a file becomes a grid of cells, bounded: encoding and delimiter found out, workbooks weighed first
names          what each ad manager calls its columns, in English and Arabic; labels: heads brought to one form
columns        which line holds the heads, whose export it is, which column holds what
amounts, dates, words   one cell: numbers, days, states, with any digits and marks
choices        what the person decided; plans: how the file is read, and what stops it
rows           cells become readings, or flaws with their line and column
previews       all of it before anything is written
identities     ids, or names where there are none; sums: one row per entity and day
accounts       the account a file belongs to; actions: bring, adjust, start, drop; loads: the job; reads
"""

from engine.imports.actions import adjust, discard, start, upload
from engine.imports.amounts import MARKS
from engine.imports.dates import ORDERS
from engine.imports.fields import TITLES, Field
from engine.imports.grids import MAX_BYTES, MAX_ROWS, TOO_LARGE
from engine.imports.loads import give_up, load
from engine.imports.reads import errors_csv, import_status, list_accounts, list_imports
from engine.imports.texts import DELIMITERS, ENCODINGS

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "MARKS",
    "MAX_BYTES",
    "MAX_ROWS",
    "ORDERS",
    "TITLES",
    "TOO_LARGE",
    "Field",
    "adjust",
    "discard",
    "errors_csv",
    "give_up",
    "import_status",
    "list_accounts",
    "list_imports",
    "load",
    "start",
    "upload",
]
