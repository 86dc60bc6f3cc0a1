"""A result as JSON and back: nothing is lost, and damage is reported."""

import json
import math

import pandas as pd
import pytest

from screening.configuration import load_profile
from screening.errors import OutputError
from screening.motion.landmarks import Take
from screening.pipeline import screen_poses
from screening.results.migrations import SCREENING_VERSION
from screening.results.screening import Screening
from screening.words.findings import leg_headline
from tests.factories import (
    film,
    leg_test,
    squat,
    stand,
    two_feet,
    whole_take,
)
from tests.transforms import between, hidden, noisy

TABLES = ("frames", "reps", "standing")


def both_legs():
    poses = noisy(
        film([*leg_test("left", 4, fppa_deg=18.0), *whole_take("right", 3)]), 1
    )
    return hidden(poses, ["left_knee"], between(poses, 6.0, 7.0))


TAKES = {
    "both legs, hidden joint, excluded": Take(
        both_legs(), excluded={("right", 2): 'said “ouch”;\n"stop"'}, mirrored=True
    ),
    "no baseline": Take(film([*stand("right"), *squat("right") * 3])),
    "no squat": Take(film([*two_feet(), *stand("left", 2.0)])),
    "nothing": Take(film(two_feet())),
    "nobody": Take(film(two_feet(), model="unheard of")),
}


@pytest.fixture(params=TAKES, scope="module")
def screening(request):
    return screen_poses(TAKES[request.param])


def same(a, b):
    """Equal, with unknown numbers equal to each other."""
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    if isinstance(a, tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if hasattr(a, "__dataclass_fields__"):
        names = a.__dataclass_fields__
        return type(a) is type(b) and all(
            same(getattr(a, n), getattr(b, n)) for n in names
        )
    return a == b and type(a) is type(b)


def test_the_tables_come_back_exactly(screening):
    back = Screening.from_json(screening.to_json())
    for name in TABLES:
        pd.testing.assert_frame_equal(
            getattr(back, name), getattr(screening, name), check_exact=True
        )


def test_legs_checks_profile_and_provenance_come_back(screening):
    back = Screening.from_json(screening.to_json())
    assert same(back.legs, screening.legs)
    assert same(back.quality, screening.quality)
    assert back.profile == screening.profile
    assert back.provenance == screening.provenance
    assert same(back.asymmetries(), screening.asymmetries())


def test_writing_what_was_read_gives_the_same_text(screening):
    text = screening.to_json()
    assert Screening.from_json(text).to_json() == text


def test_the_text_is_strict_json_with_a_version(screening):
    def no_constant(name):
        raise AssertionError(f"{name} is no JSON")

    values = json.loads(screening.to_json(), parse_constant=no_constant)
    assert values["schema_version"] == SCREENING_VERSION
    assert len(values["frames"]["fppa_deg"]) == len(screening.frames)


def test_what_was_read_back_is_told_in_the_same_words():
    screening = screen_poses(TAKES["both legs, hidden joint, excluded"])
    back = Screening.from_json(screening.to_json())
    assert len(back.legs) == 2
    assert list(map(leg_headline, back.legs)) == list(map(leg_headline, screening.legs))


def test_the_example_holds_what_has_to_survive():
    screening = screen_poses(TAKES["both legs, hidden joint, excluded"])
    assert screening.frames["fppa_deg"].isna().any()
    assert not screening.reps["valid"].all()
    assert any(leg.reasons for leg in screening.legs)
    assert screening.reps["note"].str.contains("\n").any()
    assert screening.asymmetries()


@pytest.mark.parametrize("name", ["adult-female", "report-only"])
def test_any_profile_comes_back(name):
    profile = load_profile(name)
    screening = screen_poses(Take(film(whole_take())), profile=profile)
    assert Screening.from_json(screening.to_json()).profile == profile


def test_only_tested_legs_have_a_finding():
    screening = screen_poses(TAKES["no baseline"])
    assert screening.leg("left") is None
    assert screening.leg("right").leg == "right"
    assert screening.asymmetries() == ()


def changed(text, **changes):
    return json.dumps(json.loads(text) | changes)


def without_key(text, key):
    return json.dumps({k: v for k, v in json.loads(text).items() if k != key})


def a_leg_with(text, **changes):
    values = json.loads(text)
    values["legs"][0] |= changes
    return json.dumps(values)


def a_table_without(text, table, column):
    values = json.loads(text)
    del values[table][column]
    return json.dumps(values)


def a_shorter_column(text):
    values = json.loads(text)
    values["frames"]["time_s"].pop()
    return json.dumps(values)


DAMAGES = {
    "empty": lambda text: "",
    "cut off": lambda text: text[: len(text) // 2],
    "a list": lambda text: "[1, 2]",
    "a number": lambda text: "7",
    "another object": lambda text: "{}",
    "a later version": lambda text: changed(text, schema_version=SCREENING_VERSION + 1),
    "version as text": lambda text: changed(text, schema_version="1"),
    "no version": lambda text: without_key(text, "schema_version"),
    "no frames": lambda text: without_key(text, "frames"),
    "no profile": lambda text: without_key(text, "profile"),
    "frames of another kind": lambda text: changed(text, frames=[1, 2]),
    "no column that says what counts": lambda text: a_table_without(
        text, "reps", "valid"
    ),
    "a shorter column": a_shorter_column,
    "words for numbers": lambda text: changed(
        text, reps={k: ["x"] for k in json.loads(text)["reps"]}
    ),
    "an unknown leg": lambda text: a_leg_with(text, leg="middle"),
    "an unknown key": lambda text: a_leg_with(text, colour="red"),
    "legs of another kind": lambda text: changed(text, legs=3),
    "profile of another kind": lambda text: changed(text, profile=[]),
    "no thresholds": lambda text: changed(text, profile={"name": "x"}),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_or_foreign_text_is_told_in_one_sentence(damage):
    text = screen_poses(TAKES["no baseline"]).to_json()
    with pytest.raises(OutputError) as told:
        Screening.from_json(DAMAGES[damage](text))
    assert "\n" not in str(told.value)
    assert str(told.value).endswith(".")


def test_another_version_is_named():
    text = screen_poses(TAKES["nothing"]).to_json()
    with pytest.raises(OutputError, match="version 99"):
        Screening.from_json(changed(text, schema_version=99))
