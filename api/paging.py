"""The one way to page: `?page=` from 1, `?per_page=` up to 100; answers tell `total`, `page`, `per_page`."""

from typing import Annotated

from fastapi import Query

MOST_PER_PAGE = 100

Page = Annotated[int, Query(ge=1, le=10_000, description="Which page, counted from 1.")]
PerPage = Annotated[int, Query(ge=1, le=MOST_PER_PAGE, description="How many to a page.")]
