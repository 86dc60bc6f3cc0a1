"""A small study for whole runs: short cuts of sample clips, and files that are none."""

import os
from fractions import Fraction
from pathlib import Path

import av

from tests.clips import write_clip
from tests.conftest import SAMPLES

TABLES = (
    "reps.parquet",
    "legs.parquet",
    "takes.parquet",
    "asymmetries.parquet",
    "changes.parquet",
    "summary.csv",
    "failures.csv",
)


def cut(sample: str, path: Path, frames: int) -> None:
    """Write the beginning of a sample clip as a clip of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        av.open(str(SAMPLES / f"{sample}.mp4")) as source,
        av.open(str(path), "w", format="mp4") as target,
    ):
        stream = source.streams.video[0]
        options = {"preset": "ultrafast"}
        written = target.add_stream(
            "libx264", rate=stream.average_rate, options=options
        )
        written.width, written.height = stream.width, stream.height
        written.pix_fmt = "yuv420p"
        for index, frame in enumerate(source.decode(stream)):
            if index == frames:
                break
            picture = av.VideoFrame.from_ndarray(frame.to_ndarray(format="rgb24"))
            picture.pts, picture.time_base = index, Fraction(1) / stream.average_rate
            target.mux(written.encode(picture))
        target.mux(written.encode(None))


def make_study(folder: Path) -> Path:
    """Six clips: two of the same name, odd names, a wall, and one that is no clip."""
    cut("good_control", folder / "day 1" / "anna.mp4", 24)
    cut("right_drop_and_valgus", folder / "day 2" / "anna.mp4", 15)
    cut("foot_touches_down", folder / "Jörg\n🦵.mp4", 20)
    cut("good_control", folder / os.fsdecode(b"bytes \xff.mp4"), 15)
    write_clip(folder / "wall.mp4", [i / 25 for i in range(10)])
    (folder / "broken.mp4").write_text("no clip")
    return folder


def table_bytes(out: Path) -> dict[str, bytes]:
    """Content of every table; the provenance has times in it and is none."""
    files = [*(out / name for name in TABLES), *sorted((out / "frames").iterdir())]
    return {str(file.relative_to(out)): file.read_bytes() for file in files}
