"""Rules for the files of the look, checked in the files: directions, inline code, foreign addresses, translation."""

import re
from pathlib import Path

import pytest

from evenhand.doors import look

LOOK = Path(look.__file__).parent
TEMPLATES = sorted((LOOK / "templates").rglob("*.html"))
STYLE = (LOOK / "static/look/evenhand.css").read_text()
RULES = re.sub(r"/\*.*?\*/", "", STYLE, flags=re.DOTALL)


def name(path):
    return str(path.relative_to(LOOK))


def test_the_stylesheet_knows_start_and_end_but_neither_left_nor_right():
    declared = set(re.findall(r"[{;]\s*([a-z-]+)\s*:", RULES))
    physical = {
        "left",
        "right",
        "top",
        "bottom",
        "width",
        "height",
        "min-width",
        "max-width",
        "min-height",
        "max-height",
        "float",
        "clear",
    }
    assert declared & physical == set()
    assert [found for found in declared if re.search(r"-(left|right|top|bottom)$", found)] == []
    assert re.findall(r"text-align:\s*(left|right)", RULES) == []


def test_the_stylesheet_fetches_nothing():
    assert not re.search(r"url\(|@import|@font-face|data:", RULES)


def test_the_stylesheet_stays_small_enough_to_read():
    assert len(STYLE.splitlines()) <= 500
    assert max(map(len, STYLE.splitlines())) <= 118


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_no_inline_code_and_no_foreign_address(path):
    source = path.read_text()
    assert not re.search(
        r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|data:|https?://|<script(?![^>]*\ssrc=)", source
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_word_that_a_template_shows_can_be_translated(path):
    source = path.read_text()
    source = re.sub(r"{% (comment|blocktranslate)\b.*?{% end\1 %}", "", source, flags=re.DOTALL)
    source = re.sub(r"{% block body_class %}.*?{% endblock %}", "", source)
    source = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", source, flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"', source)
    shown = re.sub(r"<[^>]*>", "", source)
    assert [words for words in [shown, *spoken] if re.search(r"[^\W\d_]", words)] == []


@pytest.mark.parametrize("path", sorted((LOOK / "static").rglob("*.svg")), ids=name)
def test_a_picture_is_drawn_and_runs_and_fetches_nothing(path):
    source = path.read_text()
    assert source.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert not re.search(r"<script|href|\son[a-z]+=|url\(|<image|<foreignObject", source)
