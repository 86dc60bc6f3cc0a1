"""What stands on one picture is what stands on it among all pictures."""

from screening.output.caption import caption_at, captions_of
from tests.output.reports import screened


def test_a_single_caption_is_that_of_the_clip():
    _, screening = screened("good")
    every = captions_of(screening)
    phases = screening.measured.frames["phase"]
    rows = [int(phases.eq(name).argmax()) for name in phases.unique()]
    deepest = [each.header for each in every].index(
        next(each.header for each in every if "deepest" in each.header)
    )
    for row in (0, *rows, deepest, len(every) - 1):
        assert repr(caption_at(screening, row)) == repr(every[row])
