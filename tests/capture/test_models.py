"""The pose models: found by name or path, and known by their checksum."""

import hashlib
import os
import zipfile
from pathlib import Path

import pytest

from screening.capture import models
from screening.capture.models import (
    MODEL_NAMES,
    describe_models,
    model_path,
    model_sha256,
)
from screening.errors import ModelError

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A file that looks like a bundle: an archive with something in it."""
    path = tmp_path / "mine.task"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pose_detector.tflite", b"network")
    return path


@pytest.mark.parametrize("name", MODEL_NAMES)
def test_each_built_in_model_is_found_by_name(name):
    path = model_path(name)
    assert path.is_absolute()
    assert path.name == f"pose_landmarker_{name}.task"
    assert path.stat().st_size > 5_000_000


def test_a_built_in_name_is_found_from_any_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    assert model_path("full").name == "pose_landmarker_full.task"


def test_an_installed_package_is_searched_before_the_folder_beside_it(
    tmp_path, monkeypatch, bundle
):
    package = tmp_path / "site-packages" / "screening"
    inside = package / "models"
    inside.mkdir(parents=True)
    beside = tmp_path / "site-packages" / "models"
    beside.mkdir()
    for folder in (inside, beside):
        (folder / "pose_landmarker_lite.task").write_bytes(bundle.read_bytes())
    monkeypatch.setattr(models, "_PACKAGE", package)
    assert model_path("lite") == inside / "pose_landmarker_lite.task"


@pytest.mark.parametrize("kind", [str, Path])
def test_any_bundle_can_be_given_by_path(bundle, kind):
    assert model_path(kind(bundle)) == bundle


def test_a_bundle_in_the_working_directory_needs_no_folder(bundle, monkeypatch):
    monkeypatch.chdir(bundle.parent)
    assert model_path("mine.task").resolve() == bundle.resolve()


def test_an_unknown_name_names_the_nearest_and_all_valid_ones():
    with pytest.raises(ModelError) as raised:
        model_path("Heavi")
    message = str(raised.value)
    assert '"Heavi"' in message
    assert 'did you mean "heavy"?' in message
    assert "lite, full, heavy" in message


def test_a_name_that_is_like_none_is_not_guessed():
    with pytest.raises(ModelError, match="lite, full, heavy") as raised:
        model_path("xyz")
    assert "did you mean" not in str(raised.value)


def test_a_missing_file_is_named_with_what_to_do(tmp_path):
    missing = tmp_path / "gone.task"
    with pytest.raises(ModelError, match="does not exist: check the path") as raised:
        model_path(missing)
    assert str(missing) in str(raised.value)


def test_a_built_in_model_that_is_gone_asks_for_a_new_installation(
    tmp_path, monkeypatch
):
    (tmp_path / "models").mkdir()
    monkeypatch.setattr(models, "_PACKAGE", tmp_path)
    with pytest.raises(ModelError, match="install the package again"):
        model_path("full")


def test_a_folder_is_not_a_model(tmp_path):
    with pytest.raises(ModelError, match="is a folder"):
        model_path(tmp_path)


def test_a_file_that_is_no_archive_is_not_a_model(tmp_path):
    page = tmp_path / "pose_landmarker_full.task"
    page.write_text("<html>not found</html>")
    with pytest.raises(ModelError, match="is not a Pose Landmarker bundle"):
        model_path(page)


def test_the_checksum_is_that_of_the_bytes_on_the_disk(bundle):
    assert model_sha256(bundle) == hashlib.sha256(bundle.read_bytes()).hexdigest()


def test_a_changed_file_gets_a_new_checksum(bundle):
    before = model_sha256(bundle)
    state = bundle.stat()
    content = bytearray(bundle.read_bytes())
    content[0] ^= 1
    bundle.write_bytes(content)
    os.utime(bundle, ns=(state.st_atime_ns, state.st_mtime_ns + 1_000_000_000))
    assert model_sha256(bundle) != before


def test_a_file_is_read_once_per_state(bundle, monkeypatch):
    first = model_sha256(bundle)
    monkeypatch.setattr(hashlib, "file_digest", None)
    assert model_sha256(bundle) == first


def test_the_shipped_models_are_the_ones_that_were_written_down():
    written = dict(
        reversed(line.split())
        for line in (CHECKOUT / "models/SHA256SUMS").read_text().splitlines()
    )
    described = describe_models()
    assert [model.name for model in described] == list(MODEL_NAMES)
    assert {model.path.name: model.sha256 for model in described} == written
    for model in described:
        assert model.size_bytes == model.path.stat().st_size
        assert model.licence == "Apache-2.0"
        assert "@mediapipe/pose" in model.source


@pytest.mark.parametrize("document", ["NOTICE", "models/README.md"])
def test_the_documents_state_the_checksum_of_every_model(document):
    text = (CHECKOUT / document).read_text(encoding="utf-8")
    for model in describe_models():
        assert model.path.name in text
        assert model.sha256 in text


def test_a_model_put_in_place_by_somebody_has_no_known_source(
    tmp_path, monkeypatch, bundle
):
    folder = tmp_path / "models"
    folder.mkdir()
    for name in MODEL_NAMES:
        (folder / f"pose_landmarker_{name}.task").write_bytes(bundle.read_bytes())
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  pose_landmarker_full.task\n")
    monkeypatch.setattr(models, "_PACKAGE", tmp_path)
    assert {model.source for model in describe_models()} == {""}
    assert {model.licence for model in describe_models()} == {""}
