"""How fast the live mirror is, beside a plain loop that reads and detects.

    python benchmarks/live.py [--clip FILE] [--models lite full] [--seconds 12]
                              [--rate 30]

With ``--rate`` the pictures are offered at that pace, whatever the clip's own is.

Every model is run twice on the same pictures, in the same minute: as fast as it can in
a plain loop of the pose model alone, and as a live take, where a camera thread offers
the pictures at their own pace and the newest one is analysed, judged and drawn. Printed
are frames per second and the delay from a picture being there to its preview being
drawn. What a browser adds to the delay is measured by its test. It fails nothing.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter, sleep

import numpy as np

from screening import LiveScreen
from screening.capture.pose import PoseDetector
from screening.capture.video.clip import Frame, open_clip
from screening.live.loop import LiveLoop
from screening.settings import DEFAULT

CLIP = Path(__file__).resolve().parent.parent / "sample_videos" / "good_control.mp4"
HEAD = (
    "model   plain loop   live, analysed   offered   dropped   delay: median   90 %   "
    "longest gap"
)


@dataclass(frozen=True)
class Live:
    """What a live run reached."""

    analysed_fps: float
    offered_fps: float
    delay_ms: np.ndarray
    longest_gap_s: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Speed of the live mirror.")
    parser.add_argument("--clip", type=Path, default=CLIP)
    parser.add_argument("--models", nargs="+", default=["lite", "full"])
    parser.add_argument("--seconds", type=float, default=12.0)
    parser.add_argument("--rate", type=float, help="frames per second of the camera")
    asked = parser.parse_args()
    with open_clip(asked.clip, end_s=asked.seconds) as clip:
        frames = list(clip)
    if asked.rate:
        frames = [replace(f, time_s=f.index / asked.rate) for f in frames]
    height, width = frames[0].image.shape[:2]
    print(
        f"{len(frames)} pictures of {width} x {height}, from {asked.clip.name}\n{HEAD}"
    )
    for model in asked.models:
        plain_fps = plain(frames, model)
        reached = live(frames, model)
        median, late = np.percentile(reached.delay_ms, (50, 90))
        print(
            f"{model:6}  {plain_fps:6.1f} fps   {reached.analysed_fps:10.1f} fps   "
            f"{reached.offered_fps:5.1f}   "
            f"{100 * (1 - reached.analysed_fps / reached.offered_fps):6.1f} %   "
            f"{median:10.0f} ms   {late:3.0f} ms   "
            f"{reached.longest_gap_s:8.2f} s"
        )


def plain(frames: list[Frame], model: str) -> float:
    """Frames per second of the pose model alone, one after the other."""
    with PoseDetector(model, DEFAULT.capture) as detector:
        detector.detect(frames[0])  # The first one sets the model up.
        began_s = perf_counter()
        for frame in frames[1:]:
            detector.detect(frame)
        return (len(frames) - 1) / (perf_counter() - began_s)


def live(frames: list[Frame], model: str) -> Live:
    """Offer the pictures at their own pace and see what becomes of them."""
    offered_s: dict[float, float] = {}
    seen: list[tuple[float, float]] = []

    def picture(frame: Frame) -> np.ndarray:
        taken_s.append(frame.time_s)
        return frame.image

    taken_s: list[float] = []  # a view follows for each, in this order
    new_screen = partial(LiveScreen, model=model)
    loop = LiveLoop(
        lambda judge: new_screen(judge=judge),
        lambda view: seen.append((taken_s[len(seen)], perf_counter())),
    )
    loop.start()
    loop.offer(partial(picture, frames[0]), frames[0].time_s)
    while not seen:  # The models are loaded.
        sleep(0.01)
    began_s = perf_counter() - frames[1].time_s
    for frame in frames[1:]:
        sleep(max(began_s + frame.time_s - perf_counter(), 0.0))
        offered_s[frame.time_s] = perf_counter()
        loop.offer(partial(picture, frame), frame.time_s)
    lasted_s = frames[-1].time_s - frames[1].time_s
    loop.stop()
    loop.wait(60)
    if loop.error is not None:
        raise loop.error
    times_s = np.array([time_s for time_s, _ in seen[1:]])
    delay_s = [at_s - offered_s[time_s] for time_s, at_s in seen[1:]]
    return Live(
        analysed_fps=len(times_s) / lasted_s,
        offered_fps=(len(frames) - 1) / lasted_s,
        delay_ms=1000 * np.array(delay_s),
        longest_gap_s=float(np.diff(times_s).max()),
    )


if __name__ == "__main__":
    main()
