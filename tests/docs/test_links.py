"""Whatever the documentation points to is there."""

from urllib.parse import unquote

import pytest

from tests.docs.pages import ROOT, anchors, links, named_paths, pages

PAGES = [page.relative_to(ROOT).as_posix() for page in pages()]
PREFIXES = ("", "src/evenhand", "register/src/evenhand_register")
"""Where a path in a page may begin: at the checkout, or inside either package."""


def test_there_is_documentation_to_check():
    assert {"README.md", "CONTRIBUTING.md", "docs/index.md", "docs/THREAT-MODEL.md"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_inside_the_documentation_leads_somewhere(page):
    path = ROOT / page
    broken = []
    for target in links(path.read_text(encoding="utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = unquote(target).partition("#")
        there = (path.parent / name).resolve() if name else path
        if not there.exists() or (anchor and anchor not in anchors(there.read_text(encoding="utf-8"))):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES)
def test_every_file_named_in_the_documentation_exists(page):
    named = set(named_paths((ROOT / page).read_text(encoding="utf-8")))
    assert [path for path in sorted(named) if not any((ROOT / prefix / path).exists() for prefix in PREFIXES)] == []


def test_every_page_can_be_reached_from_the_readme():
    seen, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in seen:
            continue
        seen.add(page)
        targets = (
            target.partition("#")[0] for target in links(page.read_text(encoding="utf-8")) if "://" not in target
        )
        todo += [found for target in targets if (found := (page.parent / target).resolve()).suffix == ".md"]
    assert [page for page in PAGES if ROOT / page not in seen] == []
