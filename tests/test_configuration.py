"""Settings from a file: what is left out stays, every mistake is one sentence."""

import json
import re
from dataclasses import asdict

import pytest

from screening.configuration import read_settings, settings_from
from screening.errors import ProfileError
from screening.settings import DEFAULT


def written(tmp_path, text):
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_a_file_leaves_out_stays_as_it_was(tmp_path):
    path = written(
        tmp_path, "[reps]\nleast_valid = 4\n[models.full]\nvisibility_gate = 0.6"
    )
    settings = read_settings(path)
    assert settings.reps.least_valid == 4
    assert settings.models["full"].visibility_gate == 0.6
    assert settings.models["full"].turn_error_deg == 2.4
    assert settings.models["heavy"] == DEFAULT.models["heavy"]
    assert settings.quality == DEFAULT.quality


def test_an_empty_file_changes_nothing(tmp_path):
    assert read_settings(written(tmp_path, "")) == DEFAULT


def test_settings_of_a_result_are_read_back_exactly():
    saved = json.loads(json.dumps(asdict(DEFAULT)))
    assert settings_from(saved, origin="the result") == DEFAULT


def test_a_model_of_ones_own_gets_what_it_leaves_out_from_the_careful_traits(tmp_path):
    path = written(tmp_path, '[models."own.task"]\nvisibility_gate = 0.5')
    assert read_settings(path).traits("own.task").visibility_gate == 0.5
    assert read_settings(path).traits("own.task").turn_gain == 0.0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[qualty]", 'unknown key "qualty" (did you mean "quality"?)'),
        ("[reps]\nleast_vald = 3", '[reps]: unknown key "least_vald" (did you mean'),
        ("[reps]\nleast_valid = 2.5", '"least_valid" must be a whole number'),
        ('[quality]\nleast_fps = "12"', 'a number between 5 and 240, but is "12".'),
        ("[quality]\nleast_fps = true", "a number between 5 and 240, but is true."),
        ("[quality]\nleast_fps = nan", "a number between 5 and 240, but is NaN."),
        ("[quality]\nleast_fps = -inf", "between 5 and 240, but is -Infinity."),
        ("[quality]\nleast_fps = 1979-05-27", 'between 5 and 240, but is "1979-05-27"'),
        ("[quality]\nleast_fps = [12]", "between 5 and 240, but is [12]."),
        (f"[quality]\nleast_fps = 1{'0' * 400}", "between 5 and 240, but is 1000"),
        ("quality = 3", '"quality" must be a table'),
        ("models = 3", '"models" must be a table'),
        ("[models]\nfull = 1", '[models]: "full" must be a table'),
        ('[models."own.task"]\ngain = 1', '[models.own.task]: unknown key "gain"'),
        ("[reps]\nhidden_share = -0.1", 'share" must be a number between 0 and 1'),
        ("[reps]\nhidden_share = 1.1", 'share" must be a number between 0 and 1'),
        ("[reps]\nleast_valid = 0", "a whole number between 1 and 20, but is 0."),
        ("[reps]\nshallow_ratio = 54", "a number between 0.5 and 1, but is 54."),
        ("[reps]\ndeep_ratio = 0.93", '"deep_ratio" (0.93) must be below "shallow_'),
        ("[cleaning]\nlow_pass_hz = 0", "a number between 0.5 and 60, but is 0."),
        ("[cleaning]\nlow_pass_of_rate = 0.5", "between 0.05 and 0.45, but is 0.5."),
        ("[phases]\nshortest_s = 20", "a number between 0.1 and 2, but is 20."),
        ("[reps]\nfastest_s = 5\nslowest_s = 5", 'must be below "slowest_s" (5)'),
        ("[quality]\nleast_fps = 30", '(30) must not be above "good_fps" (24).'),
        ("[quality]\nleast_body_px = 500", 'not be above "good_body_px" (400).'),
        ("[quality]\nturn_warn_deg = 9", 'not be above "turn_refuse_deg" (8).'),
        ("[reps", "is not valid TOML"),
        ("a = " + "[" * 5000, "is not valid TOML"),
        ("a = " + "9" * 6000, "is not valid TOML"),
        (f"[{'a.' * 5000}a]", "values are nested too deeply"),
        (f"reps = {'[' * 60}{']' * 60}", "values are nested too deeply"),
        ('[reps]\n"a\\nb\\u202e" = 1', '[reps]: unknown key "a�b�"'),
        (f'[reps]\n"{"x" * 9000}" = 1', "[reps]: unknown key"),
    ],
)
def test_a_mistake_is_reported_in_one_sentence(text, told, tmp_path):
    with pytest.raises(ProfileError, match=re.escape(told)) as raised:
        read_settings(written(tmp_path, text))
    assert "own.toml" in str(raised.value)
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 1000


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ProfileError, match="cannot be read"):
        read_settings(tmp_path / "none.toml")
