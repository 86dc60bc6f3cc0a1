import matplotlib.image
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from screening.errors import OutputError
from screening.output.plots import angles_figure, write_angles
from tests.screenings import leg_finding, repetition, screening_of

TIME_S = np.arange(250) / 25
BOTH_LEGS = [
    repetition(1, 1.0, fppa_deg=14.2),
    repetition(2, 2.5, fppa_deg=-3.4),
    repetition(1, 6.0, leg="left"),
    repetition(2, 7.5, leg="left", valid=False, reasons="too_shallow;touch_down"),
]


def words(figure: Figure) -> list[str]:
    return [t.get_text() for t in figure.findobj(Text) if t.get_text()]


def said(figure: Figure) -> str:
    return "\n".join(words(figure))


def test_three_measures_are_named_in_plain_words():
    titles = [
        ax.get_title(loc="left")
        for ax in angles_figure(screening_of(TIME_S, BOTH_LEGS)).axes
    ]
    assert len(titles) == 3
    assert "knee towards the midline" in titles[0]
    assert "free side lower" in titles[1]
    assert "towards the standing leg" in titles[2]


def test_squats_are_numbered_by_leg_and_their_values_written():
    figure = angles_figure(screening_of(TIME_S, BOTH_LEGS))
    texts = words(figure)
    assert {"Right leg", "Left leg", "1", "2", "2 ✗", "14°", "−3°"} <= set(texts)


def test_a_squat_that_does_not_count_says_why_and_has_no_value():
    reps = [repetition(1, 1.0), repetition(2, 3.0, valid=False, fppa_deg=33.0)]
    reps[1]["reasons"] = "too_shallow;touch_down"
    figure = angles_figure(screening_of(TIME_S, reps))
    assert "right 2 (too shallow, foot touched down)" in said(figure)
    assert "33°" not in words(figure)


def test_cut_off_and_borderline_band_are_drawn_where_the_leg_was_tested():
    figure = angles_figure(screening_of(TIME_S, BOTH_LEGS))
    assert "cut-off 10.0°\nborderline:\n8.0 to 12.0°" in words(figure)
    lines = [
        (line.get_xdata()[0], line.get_xdata()[-1])
        for line in figure.axes[0].lines
        if list(line.get_ydata()) == [10.0, 10.0]
    ]
    assert lines == [(1.0, 3.5), (6.0, 8.5)]


def test_bands_of_different_width_are_distinguished():
    legs = (leg_finding("right", sem=2.0), leg_finding("left", sem=4.0))
    figure = angles_figure(screening_of(TIME_S, BOTH_LEGS, legs=legs))
    assert "right 8.0 to 12.0°\nleft 6.0 to 14.0°" in said(figure)


@pytest.mark.parametrize(
    "changes", [{"cut": None}, {"verdict": "not_judged"}], ids=["none", "not judged"]
)
def test_no_cut_off_is_drawn_where_none_decides(changes):
    legs = (leg_finding("right", **changes), leg_finding("left", **changes))
    assert "cut-off" not in said(
        angles_figure(screening_of(TIME_S, BOTH_LEGS, legs=legs))
    )


def test_a_cut_off_without_an_error_has_no_band():
    legs = (leg_finding("right", sem=float("nan")),)
    figure = angles_figure(screening_of(TIME_S, BOTH_LEGS[:2], legs=legs))
    assert "cut-off 10.0°" in words(figure)
    assert "borderline" not in said(figure)


def test_a_hip_line_is_dashed_grey_without_values_and_called_not_judged():
    reps = [repetition(1, 1.0, pelvic_drop_deg=7.0)]
    judged = angles_figure(screening_of(TIME_S, reps))
    doubted = [reps[0] | {"pelvic_drop_doubt": "hip_line"}]
    hip_line = angles_figure(
        screening_of(TIME_S, doubted, pelvic_drop_method="hip_line")
    )
    assert "7°" in words(judged)
    assert "7°" not in words(hip_line)
    assert "not judged" in said(hip_line)
    assert "not judged" not in said(judged)

    def dashed(figure: Figure) -> int:
        return sum(
            line.get_linestyle() == "--" and np.isfinite(line.get_ydata()).any()
            for line in figure.axes[1].lines
        )

    assert (dashed(judged), dashed(hip_line)) == (0, 1)


def test_a_filled_gap_is_a_thinner_line():
    sample = np.where((TIME_S > 2) & (TIME_S < 2.2), "interpolated", "measured")
    figure = angles_figure(screening_of(TIME_S, [], sample=sample))
    thick, thin = figure.axes[0].lines[:2]
    assert thin.get_linewidth() < thick.get_linewidth()
    assert np.isnan(thick.get_ydata()[52])
    assert np.isfinite(thin.get_ydata()[52])
    assert np.isnan(thin.get_ydata()[10])


def test_a_take_without_squats_says_so():
    figure = angles_figure(screening_of(TIME_S))
    assert "No squat was found in this clip" in words(figure)


@pytest.mark.parametrize("count", [0, 1, 250])
def test_a_take_without_numbers_says_so(count):
    nothing = dict.fromkeys(("fppa_deg", "pelvic_drop_deg", "trunk_lean_deg"), np.nan)
    figure = angles_figure(screening_of(TIME_S[:count], **nothing))
    FigureCanvasAgg(figure).draw()
    assert words(figure).count("nothing was measured") == 3


def test_one_wild_value_does_not_flatten_the_curve():
    wild = np.full(250, 12.0)
    wild[100] = 900.0
    figure = angles_figure(screening_of(TIME_S, BOTH_LEGS, fppa_deg=wild))
    assert figure.axes[0].get_ylim()[1] < 40


def test_all_texts_lie_inside_the_picture_and_apart():
    reps = [
        repetition(
            i + 1, 0.2 + 1.2 * i, valid=i % 2 == 0, reasons="too_shallow" * (i % 2)
        )
        for i in range(8)
    ]
    figure = angles_figure(screening_of(TIME_S, reps))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    ticks = {
        t for ax in figure.axes for t in ax.get_xticklabels() + ax.get_yticklabels()
    }
    boxes = {
        text.get_text(): text.get_window_extent()
        for text in figure.findobj(Text)
        if text.get_text() and text not in ticks
    }
    width, height = canvas.get_width_height()
    for words_of, box in boxes.items():
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
        assert inside, words_of
    title = next(box for words_of, box in boxes.items() if "FPPA" in words_of)
    assert not title.overlaps(boxes["Right leg"])
    assert not title.overlaps(boxes["1"])


def test_the_picture_is_wide_enough_to_read(tmp_path):
    path = tmp_path / "angles.png"
    write_angles(path, screening_of(TIME_S, BOTH_LEGS))
    assert matplotlib.image.imread(path).shape[1] == 1650


def test_a_place_that_cannot_be_written_is_explained(tmp_path):
    with pytest.raises(OutputError, match=r"nowhere.*cannot be written"):
        write_angles(tmp_path / "nowhere" / "a.png", screening_of(TIME_S))
