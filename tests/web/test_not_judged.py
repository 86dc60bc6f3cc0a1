"""Results whose numbers are not judged, and those without a squat."""

from screening import screen_poses
from screening.judgement.profiles import builtin_profile
from screening.motion.landmarks import Take
from screening.output.svg import INK
from screening.web.result.charts import curve_chart
from screening.web.result.views import leg_views, remarks
from tests.factories import film, stand, two_feet
from tests.web import measured
from tests.web.page import opened, said, unfolded


def numbers_only(work):
    """A result as people under 18 get it."""
    item = measured.finished(work, measured.good())
    item.result = screen_poses(measured.good(), profile=builtin_profile("report-only"))
    return item


def labels(test) -> set[str]:
    return {button.label for button in test.button}


def test_numbers_that_are_not_judged_ask_for_no_other_take(work):
    numbers_only(work)
    test = unfolded(opened("result", work), "numbers")
    shown = said(test)
    assert "numbers only" in shown
    assert "nothing is judged" in shown
    assert "next take" not in shown
    assert "record again" not in said(unfolded(test, "practise")).lower()
    assert "no exercise follows" in said(test)


def test_that_nothing_is_judged_is_not_said_of_each_number(work):
    views = leg_views([numbers_only(work)])
    assert len(views) == 2
    assert remarks(views, "fppa_deg") == []


def test_a_leg_without_a_squat_has_no_count_of_squats(work):
    script = [*two_feet(), *stand("right", 6.0), *two_feet()]
    measured.finished(work, Take(film(script)))
    test = opened("result", work)
    assert "there was no squat on it" in said(test).lower()
    assert "0 of 0" not in said(test)


def test_what_cannot_be_judged_leads_on(work):
    measured.finished(work, measured.shallow())
    test = opened("result", work)
    assert "Upload another clip" in labels(test)
    assert "Each number is read at the deepest point" in said(test)  # Squats is open.
    work.items[0].kind = "take"
    assert "Record again" in labels(opened("result", work))
    measured.finished(work, measured.good(), "The newest is shown.mp4")
    assert not {"Record again", "Upload another clip"} & labels(opened("result", work))


def test_words_in_charts_follow_a_change_of_the_theme():
    screening = screen_poses(measured.good())
    chart = curve_chart(screening, "fppa_deg", 1.0).to_dict()
    words = [each for each in _marks(chart) if each["type"] == "text"]
    assert words
    assert {each["color"] for each in words} == {INK} == {"currentColor"}


def _marks(chart):
    for layer in chart["layer"]:
        yield layer["mark"]


def test_a_picture_is_told_in_words(work):
    measured.finished(work, measured.good())
    test = opened("result", work)
    told = [each.proto.imgs[0].alt for each in test.get("image")]
    assert any("Right leg" in alt and "lines drawn" in alt for alt in told), told
