"""Make the README's pictures again from a sample clip: python docs/make_pictures.py."""

from __future__ import annotations

import io
import re
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.terminal_theme import MONOKAI

from screening import LiveScreen, read_take
from screening.capture.video.clip import open_clip
from screening.motion.analysis import analyse
from screening.output.annotated import deepest_still
from screening.output.plots import write_angles
from screening.output.terminal import show
from screening.pipeline import screen
from screening.settings import DEFAULT

DOCS = Path(__file__).parent
CLIP = DOCS.parent / "sample_videos" / "right_drop_and_valgus.mp4"


def main() -> None:
    """Measure the clip; write the still, the curves and the terminal."""
    analysis = analyse(read_take(CLIP), DEFAULT)
    screening = screen(analysis)
    points_px = analysis.measured_points_px
    with open_clip(CLIP) as clip:
        stills = [
            deepest_still(clip, screening, points_px, leg=leg, rep=1)
            for leg in ("right", "left")
        ]
    pair = cv2.resize(
        np.hstack(stills), None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA
    )
    cv2.imwrite(str(DOCS / "annotated.jpg"), pair[..., ::-1])
    write_angles(DOCS / "angles.png", screening)
    _mirror(DOCS / "live.jpg")
    console = Console(record=True, width=96, file=io.StringIO())
    show(console, screening)
    svg = console.export_svg(title="screening clip", theme=MONOKAI)
    # Browsers have a monospaced font of their own: nothing is fetched.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    (DOCS / "terminal.svg").write_text(svg, encoding="utf-8")


def _mirror(path: Path) -> None:
    """The live mirror: getting ready, measuring, and practice."""
    shown = []
    for practice, moments_s in ((False, (1.4, 9.0)), (True, (9.0,))):
        with (
            LiveScreen(leg="right", practice=practice) as live,
            open_clip(CLIP) as clip,
        ):
            for frame in clip:
                view = live.push(frame.image, frame.time_s)
                if any(abs(frame.time_s - s) < 0.01 for s in moments_s):
                    shown.append(view.picture)
                if frame.time_s > max(moments_s):
                    break
    picture = np.hstack(shown)[..., ::-1]
    cv2.imwrite(str(path), picture, [cv2.IMWRITE_JPEG_QUALITY, 88])


if __name__ == "__main__":
    main()
