"""The table of pages and the folder of pages are one."""

from pages.sitemap import GROUPS, PAGES
from settings import HERE


def test_every_page_has_a_script_and_every_script_a_page() -> None:
    scripts = {path.name for path in (HERE / "pages").glob("*.py")} - {"main.py", "sitemap.py", "__init__.py"}

    assert {page.script for page in PAGES} == scripts


def test_addresses_are_unique_and_one_is_home() -> None:
    paths = [page.path for page in PAGES]

    assert len(set(paths)) == len(paths)
    assert "/" in paths
    assert {page.group for page in PAGES} == set(GROUPS)
