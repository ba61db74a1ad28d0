import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.figures.charts import CurveWords, Series, Setting, bar_chart, column_chart, survival_chart
from evenhand.figures.charts.svg import WIDTH, coordinate, text, width_of, wrap
from evenhand.figures.charts.ticks import nice_ticks
from evenhand.figures.model import ComplaintSpan
from evenhand.figures.suppress import Cell
from evenhand.figures.survival import days_to_close, durations

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "</text><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "]]><!-- & &amp; &#x3c;",
    "nul \x00 bell \x07 escape \x1b[31m",
    "lone \ud800 surrogate \uffff",
    "right \u202e to left",
    "' onmouseover='alert(1)",
    "差別" * 200,
    "a" * 5000,
    "",
)


def setting(name="chart", **kwargs):
    return Setting(name, kwargs.pop("title", "A title"), kwargs.pop("desc", "A description"), **kwargs)


def bars(cells, **kwargs):
    return bar_chart([Cell(label, value) for label, value in cells], setting(**kwargs), ("Category", "Complaints"))


def columns(periods, *series, stacked=False, **kwargs):
    made = [Series(label, values) for label, values in series]
    return column_chart(periods, made, setting(**kwargs), "Period", stacked=stacked)


def curve(closed=(9, 13, 18, 23, 31, 34, 48), still_open=(13, 28, 45, 161), days=None, **kwargs):
    end = date(2024, 12, 31)
    spans = [ComplaintSpan(1, end - timedelta(days=n), end, "", None, False) for n in closed]
    spans += [ComplaintSpan(1, end - timedelta(days=n), None, "", None, False) for n in still_open]
    return survival_chart(days_to_close(durations(spans, end), end), setting(**kwargs), CurveWords(), days)


def every_chart(words="x", **kwargs):
    yield bars([(words, 3), ("b", None)], **kwargs)
    yield columns([words, "2024"], (words, (1, None)), ("b", (0, 4)), **kwargs)
    yield columns([words, "2024"], (words, (1, None)), ("b", (0, None)), stacked=True, **kwargs)
    yield curve(**kwargs)
    yield bars([], **kwargs)
    yield columns([], (words, ()), **kwargs)
    yield curve((), (), **kwargs)


def parsed(chart):
    return ET.fromstring(chart.svg)


def of_class(chart, name):
    return [one for one in parsed(chart).iter() if one.get("class") == name]


def words_in(chart):
    return ["".join(one.itertext()) for one in parsed(chart).iter(f"{SVG}text")]


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_every_chart_is_announced_with_its_title_and_description(direction):
    for chart in every_chart(direction=direction):
        root = parsed(chart)
        assert root.get("role") == "img"
        assert root.get("direction") == direction
        title, desc = (root.find(f"{SVG}{tag}") for tag in ("title", "desc"))
        assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert (title.text, desc.text) == ("A title", "A description")


def test_nothing_in_a_chart_needs_a_looser_content_policy():
    for chart in every_chart():
        for one in parsed(chart).iter():
            assert one.tag.removeprefix(SVG) in {
                *("svg", "title", "desc", "defs", "pattern", "line", "rect", "text", "path"),
            }
            assert "style" not in one.attrib
            assert not [name for name in one.attrib if name.startswith("on") or "href" in name]
            assert all(
                "currentColor" in value or value in ("none",) or value.startswith("url(#") for value in paints(one)
            )


def paints(one):
    return [one.get(name) for name in ("fill", "stroke") if one.get(name) is not None]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words):
    clean = [chart.svg for chart in every_chart("x", title="x", desc="x", hidden="x", nothing="x")]
    for plain, chart in zip(
        clean, every_chart(words, title=words, desc=words, hidden=words, nothing=words), strict=True
    ):
        before, after = tags(ET.fromstring(plain)), tags(parsed(chart))
        assert after - before <= {"text"}
        assert before - after <= {"text"}
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", chart.svg)


def tags(root):
    return {one.tag.removeprefix(SVG) for one in root.iter()}


@given(st.text())
def test_any_label_survives_as_text_and_never_as_markup(label):
    title = parsed(bars([("a", 1)], title=label)).find(f"{SVG}title")
    kept = re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", label)
    assert (title.text or "") == re.sub("\r\n?", "\n", kept)


def test_a_name_that_could_not_be_an_id_is_refused():
    for name in ("", "1a", "a b", 'a"b', "A", "a\n"):
        with pytest.raises(ValueError, match="cannot be an id"):
            Setting(name, "t", "d")


def test_the_same_numbers_give_the_same_bytes():
    assert [chart.svg for chart in every_chart()] == [chart.svg for chart in every_chart()]


def test_a_hidden_number_is_hatched_and_named_and_never_drawn_as_zero():
    chart = bars([("a", 40), ("b", None), ("c", 0)])
    (mark,) = of_class(chart, "chart-hidden")
    assert mark.get("fill") == "url(#chart-hatch)"
    assert parsed(chart).find(f".//{SVG}pattern").get("id") == "chart-hatch"
    assert chart.rows == (("a", "40"), ("b", "hidden"), ("c", "0"))
    assert words_in(chart) == ["a", "40", "b", "hidden", "c", "0"]


def test_the_mark_of_a_hidden_number_is_the_same_size_whatever_stands_beside_it():
    sizes = {
        of_class(bars([("a", most), ("b", None)], hidden="hidden (1 to 4)"), "chart-hidden")[0].get("width")
        for most in (5, 90_000)
    }
    assert len(sizes) == 1
    heights = {
        of_class(columns(["p"], ("s", (None,)), ("t", (most,))), "chart-hidden")[0].get("height")
        for most in (5, 90_000)
    }
    assert len(heights) == 1


def test_bars_are_as_long_as_their_numbers():
    lengths = [float(one.get("width")) for one in of_class(bars([("a", 100), ("b", 50), ("c", 25)]), "chart-bar")]
    assert lengths[0] == pytest.approx(2 * lengths[1], abs=0.2)
    assert lengths[1] == pytest.approx(2 * lengths[2], abs=0.2)
    assert lengths[0] <= WIDTH


def test_stacked_columns_stand_on_each_other():
    chart = columns(["p"], ("s", (30,)), ("t", (10,)), stacked=True)
    lower, upper = of_class(chart, "chart-series-1")[-1], of_class(chart, "chart-series-2")[-1]
    assert float(upper.get("y")) + float(upper.get("height")) == pytest.approx(float(lower.get("y")), abs=0.2)


def test_everything_drawn_is_inside_the_picture():
    for direction in ("ltr", "rtl"):
        for chart in every_chart("a long label of a period", direction=direction):
            root = parsed(chart)
            height = float(root.get("viewBox").split()[3])
            for one in root.iter(f"{SVG}rect"):
                x, y, width, tall = (float(one.get(name)) for name in ("x", "y", "width", "height"))
                assert x >= 0
                assert x + width <= WIDTH + 0.2
                assert y >= 0
                assert y + tall <= height
            for one in root.iter(f"{SVG}text"):
                assert 0 <= float(one.get("x")) <= WIDTH
                assert 0 <= float(one.get("y")) <= height


def test_right_to_left_mirrors_the_drawing():
    left, right = (bars([("a", 4), ("b", 2)], direction=direction) for direction in ("ltr", "rtl"))
    for one, other in zip(of_class(left, "chart-bar"), of_class(right, "chart-bar"), strict=True):
        assert float(other.get("x")) == pytest.approx(WIDTH - float(one.get("x")) - float(one.get("width")), abs=0.2)


def test_period_names_do_not_touch():
    years = [str(year) for year in range(1990, 2030)]
    chart = columns(years, ("s", tuple(range(40))))
    names = sorted(
        float(one.get("x")) for one in parsed(chart).iter(f"{SVG}text") if "".join(one.itertext()) in years
    )
    assert len(names) > 3
    assert min(b - a for a, b in pairwise(names)) >= width_of("2000")
    assert [row[0] for row in chart.rows] == years


def test_more_series_than_can_be_told_apart_and_series_of_another_length_are_refused():
    with pytest.raises(ValueError, match="one to three series"):
        columns(["p"], *[(str(i), (1,)) for i in range(4)])
    with pytest.raises(ValueError, match="one to three series"):
        columns(["p"])
    with pytest.raises(ValueError, match="for each period"):
        columns(["p"], ("s", (1, 2)))


def test_the_table_beside_the_curve_says_what_the_curve_shows():
    chart = curve()
    assert chart.headers == ("Days since receipt", "Still open", "95% interval", "Closed by then")
    assert chart.rows == (("28", "61%", "27% to 84%", "4"), ("48", "18%", "1% to 53%", "7"))


def test_the_median_is_marked_on_the_curve_when_it_is_reached():
    assert len(of_class(curve(), "chart-median")) == 1
    assert of_class(curve(still_open=[200] * 20), "chart-median") == []


def test_a_curve_that_ends_at_zero_has_no_interval_there():
    assert curve((3, 5), ()).rows[-1] == ("5", "0%", "unknown", "2")


def test_a_curve_over_no_days_is_refused():
    with pytest.raises(ValueError, match="give 1 or more"):
        curve(days=0)


def test_a_curve_of_many_days_stays_small():
    assert len(curve(range(6000), range(0, 6000, 7)).svg) < 20_000


def test_an_empty_chart_says_so():
    for chart in (bars([]), columns([], ("s", ())), curve((), ())):
        assert "No figures yet" in words_in(chart)
        assert chart.rows == ()


@given(st.text(), st.integers(20, 400))
def test_wrapped_words_fit_and_never_exceed_their_lines(words, width):
    lines = wrap(words, width, most=3)
    assert 1 <= len(lines) <= 3
    assert all(width_of(line) <= width for line in lines)


def test_ticks_are_round_and_reach_the_largest_number():
    assert nice_ticks(0) == (0, 1)
    assert nice_ticks(7) == (0, 2, 4, 6, 8)
    assert nice_ticks(11_438) == (0, 5000, 10_000, 15_000)
    for most in range(1, 3000):
        ticks = nice_ticks(most)
        assert ticks[-1] >= most
        assert len(ticks) <= 6


def test_coordinates_and_text_have_one_spelling():
    assert [coordinate(value) for value in (1, 1.0, 1.04, -0.04, 2.25, 100)] == ["1", "1", "1", "0", "2.2", "100"]
    assert text("<a & \"b\" 'c'>") == "&lt;a &amp; &quot;b&quot; &#39;c&#39;&gt;"
