"""Charts for the portal: honest about gaps, the same for both, safe to print in a page."""

from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from reports import charts, geometry
from reports.progress import AlikeApart, Person, ScaleLine
from tests.reports import samples


def plot(
    line=samples.LINE_A, person=samples.REMY, other=samples.LINE_B, other_person=samples.NOOR, **options
):
    """One panel, and its two pictures as elements."""
    svg = charts.svg_person_plot(
        line, person, other, other_person, chart_id="c1", title="Closeness", **options
    )
    return None if svg is None else list(ElementTree.fromstring(f"<div>{svg}</div>"))


def test_the_finding_is_told_in_words():
    _, picture = plot()
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "c1-t c1-d"
    assert picture.find("title").text == "Closeness"
    assert picture.find("desc").text == "Remy: 58 to 70, larger than noise."


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><b onload=x>', "R & <i>", "]]>"])
def test_a_name_cannot_break_out_of_the_picture(name):
    svg = charts.svg_person_plot(
        samples.LINE_A,
        Person("a", name),
        samples.LINE_B,
        Person("b", name),
        chart_id="c",
        title=name,
    )
    assert name not in svg
    _, picture = ElementTree.fromstring(f"<div>{svg}</div>")
    assert picture.find("title").text == name
    assert {node.tag for node in picture.iter()} <= {
        "svg",
        "title",
        "desc",
        "line",
        "rect",
        "text",
        "circle",
        "path",
    }


def test_a_strange_identifier_is_refused():
    with pytest.raises(ValueError, match="id"):
        charts.svg_person_plot(samples.LINE_A, samples.REMY, chart_id='x" onload="', title="t")


def test_there_is_no_style_attribute_and_no_fixed_box():
    svg = charts.svg_person_plot(samples.LINE_A, samples.REMY, chart_id="c", title="t")
    assert "style=" not in svg
    assert "viewBox" not in svg
    assert svg.__html__() == svg


@pytest.mark.parametrize("values", [(), (50,), (50, 60), (50, None, 60, None)])
def test_fewer_than_three_values_are_not_drawn(values):
    assert plot(ScaleLine("a", samples.weekly(*values))) is None


def test_a_missing_week_breaks_the_line():
    assert [len(part) for part in geometry.stretches(samples.LINE_B)] == [4, 3]
    strokes = [shape for shape in _shapes(samples.LINE_B) if getattr(shape, "css", "") == "ln ln--b"]
    assert len(strokes) == 5


def test_a_week_that_was_left_out_breaks_the_line_too():
    points = samples.weekly(50, 51, 52)
    later = tuple(replace(point, on=point.on + timedelta(weeks=5)) for point in points)
    assert [len(part) for part in geometry.stretches(ScaleLine("a", points + later))] == [3, 3]


def test_the_band_behind_a_line_is_its_own():
    bands = [shape.css for shape in _shapes(samples.LINE_A) if isinstance(shape, geometry.Box)]
    assert bands == ["band band--a"]


def test_no_band_without_a_known_reliability():
    assert not [
        shape for shape in _shapes(replace(samples.LINE_A, band=None)) if isinstance(shape, geometry.Box)
    ]


def test_both_panels_share_one_axis():
    frame = geometry.window([samples.LINE_A, samples.LINE_B])
    first = plot(frame=frame)[0]
    second = plot(samples.LINE_B, samples.NOOR, samples.LINE_A, samples.REMY, frame=frame)[0]
    assert ElementTree.tostring(first) == ElementTree.tostring(second)
    assert (frame.low, frame.high) == (20, 80)


@pytest.mark.parametrize("values", [(0, 0, 0), (100, 100, 100), (1, 99, 50), (60, 60, 60)])
def test_every_value_lies_inside_the_picture(values):
    line = ScaleLine("a", samples.weekly(*values), band=25)
    frame = geometry.window([line])
    assert 0 <= frame.low < frame.high <= 100
    drawn = geometry.person_plot(line, None, None, frame=frame)
    for shape in drawn.shapes:
        for across in (getattr(shape, "x", 0), getattr(shape, "x0", 0), getattr(shape, "x1", 0)):
            assert 0 <= across <= 100
        if isinstance(shape, geometry.Dot | geometry.Box):
            assert 0 <= shape.y <= drawn.height


def test_swapping_the_partners_swaps_only_their_marks():
    straight = str(charts.svg_gap(AlikeApart("Trust", 30, 80)))
    crossed = str(charts.svg_gap(AlikeApart("Trust", 80, 30)))
    ends = [text.split('class="gap__track"')[1].split("/>")[1] for text in (straight, crossed)]
    assert ends[0] == ends[1]
    a = _shapes(samples.LINE_A)
    b = _shapes(replace(samples.LINE_A, mark="b"))
    assert str(a).replace("--a", "--b").replace("mark='a'", "mark='b'") == str(b)


def test_a_wide_gap_is_marked_and_a_small_one_is_not():
    assert "gap__bar--wide" in charts.svg_gap(AlikeApart("Repair", 72, 38))
    assert "gap__bar--wide" not in charts.svg_gap(AlikeApart("Trust", 76, 74))


def test_a_spark_shows_both_end_values_apart_from_each_other():
    root = ElementTree.fromstring(charts.svg_spark([50, 55, None, 60], [60, 61, 60, 60]))
    labels = list(root.iter("text"))
    assert [node.text for node in labels] == ["60", "60"]
    assert abs(float(labels[0].get("y")) - float(labels[1].get("y"))) >= 13


@pytest.mark.parametrize(("a", "b"), [([], []), ([None], [5.0]), ([1.0], [2.0])])
def test_a_spark_of_almost_nothing_draws_no_line(a, b):
    assert "<line" not in charts.svg_spark(a, b)


def test_a_week_of_dots():
    root = ElementTree.fromstring(charts.svg_week([True, False, None], [True, True, None]))
    assert [node.get("class") for node in root] == [
        "wk wk--a",
        "wk",
        "wk wk--rest",
        "wk wk--b",
        "wk wk--b",
        "wk wk--rest",
    ]


def _shapes(line):
    return geometry.person_plot(line, None, None, frame=geometry.window([line])).shapes
