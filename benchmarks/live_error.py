"""What a live take adds to the tool's own error.

    python benchmarks/live_error.py --clips DIR [--models lite full] [--write]

Each clip is measured twice: from the file, with all its frames, and as a camera's
stream: compressed as a browser's video call compresses (VP8 in real time), and with
only the frames that a busy machine finds time for (the newest one whenever the last
is done, at about ``--rate`` per second). What changes in the mean of each leg is the
live part of the error; nothing else differs. With ``--write`` its root mean square,
by measure and model, goes into the package.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pandas as pd
from error_file import read_errors, write_errors

from screening import Take, read_take, screen_poses
from screening.capture.reading import read_poses
from screening.capture.video.clip import Frame, open_clip
from screening.settings import DEFAULT

MEASURES = ("fppa_deg", "fppa_asis_deg", "pelvic_drop_deg", "trunk_lean_deg")
BIT_RATE = 2_000_000
SPREAD = 0.3
"""Standard deviation of the time for a frame, as a share of it."""


def main() -> None:
    """Measure, print, write when asked."""
    asked = _arguments()
    clips = sorted(asked.clips.glob(asked.pattern))
    if not clips:
        raise SystemExit(f"{asked.clips} holds no clip {asked.pattern}.")
    rows = []
    for model in asked.models:
        for clip in clips:
            rows += _compared(clip, model, asked.rate, asked.seeds)
    table = pd.DataFrame(rows)
    print(table.round(2).to_string(index=False))
    error = table.groupby(["measure", "model"])["change"].agg(
        legs="count", mean="mean", rms=lambda change: np.sqrt(np.mean(change**2))
    )
    print(f"\nChange of a leg's mean at about {asked.rate:g} frames per second:")
    print(error.round(2).to_string())
    if asked.write:
        _write(error["rms"], len(clips), asked.rate)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What a live take adds in error.")
    parser.add_argument("--clips", type=Path, required=True, help="folder of clips")
    parser.add_argument("--pattern", default="*.mp4", help="which clips of it")
    parser.add_argument("--models", nargs="+", default=["lite", "full"])
    parser.add_argument("--rate", type=float, default=15.0, help="frames per second")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--write", action="store_true", help="write tool_error.toml")
    return parser.parse_args()


def _compared(clip: Path, model: str, rate: float, seeds: list[int]) -> list[dict]:
    """A row per leg, measure and seed."""
    mirrored = "mirrored" in clip.name
    whole = _legs(read_take(clip, mirrored=mirrored, model=model))
    rows = []
    for seed in seeds:
        with open_clip(clip, mirrored=mirrored) as opened:
            stream = kept(compressed(opened), rate, seed)
            poses = read_poses(stream, model=model, settings=DEFAULT, source=clip.name)
        live = _legs(Take(poses, mirrored=mirrored))
        print(f"{model} {clip.name}: {len(poses)} frames live", flush=True)
        for (leg, measure), value in live.items():
            change = value - whole.get((leg, measure), np.nan)
            if np.isfinite(change):
                row = {"clip": clip.stem, "model": model, "leg": leg}
                rows.append(row | {"measure": measure, "change": change})
    return rows


def _legs(take: Take) -> dict[tuple[str, str], float]:
    """Each leg's value of each measure, where it can be trusted."""
    return {
        (leg.leg, name): leg.measure(name).value
        for leg in screen_poses(take).legs
        for name in MEASURES
    }


def kept(frames: Iterable[Frame], rate: float, seed: int) -> Iterator[Frame]:
    """Yield the newest frame whenever the last one is done; the others are dropped."""
    random = np.random.default_rng(seed)
    free_s, count = 0.0, 0
    for frame in frames:
        if frame.time_s < free_s:
            continue
        yield Frame(count, frame.time_s, frame.image)
        count += 1
        took_s = max(random.normal(1 / rate, SPREAD / rate), 0.0)
        # The camera's own beat rounds every time up; half of it is taken off.
        free_s = frame.time_s + took_s - 0.02


def compressed(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Yield the frames as they look after a video call's compression."""
    sender = receiver = None
    waiting: list[Frame] = []
    for frame in frames:
        height, width = frame.image.shape[:2]
        if sender is None or receiver is None:
            sender = av.CodecContext.create("libvpx", "w")
            sender.width, sender.height, sender.pix_fmt = width, height, "yuv420p"
            sender.bit_rate = BIT_RATE
            sender.time_base = sender.framerate = Fraction(1, 90000)
            sender.framerate = Fraction(30)
            sender.options = {
                "deadline": "realtime",
                "cpu-used": "6",
                "lag-in-frames": "0",
            }
            receiver = av.CodecContext.create("vp8", "r")
        picture = av.VideoFrame.from_ndarray(frame.image, format="rgb24")
        picture.pts, picture.time_base = round(frame.time_s * 90000), sender.time_base
        waiting.append(frame)
        for packet in sender.encode(picture):
            for seen in receiver.decode(packet):
                sent = waiting.pop(0)
                yield Frame(sent.index, sent.time_s, seen.to_ndarray(format="rgb24"))


def _write(rms: pd.Series, clips: int, rate: float) -> None:
    known = read_errors()
    known["live_source"] = (
        f"{clips} rendered clips, as a stream in VP8 at {rate:g} frames per second"
    )
    live = known.setdefault("live", {})
    for (measure, model), value in rms.items():
        live.setdefault(measure, {})[model] = float(value)
    # Sources stand before the tables.
    texts = {key: text for key, text in known.items() if isinstance(text, str)}
    write_errors(texts | known)


if __name__ == "__main__":
    main()
