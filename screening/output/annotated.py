"""The clip with the measurement drawn on it, and stills of the deepest points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.stream import VideoStream

from screening._typing import Floats, Image
from screening.capture.opencv import one_opencv_thread
from screening.capture.video.clip import Clip, Frame, open_clip
from screening.capture.video.prefetch import prefetch
from screening.errors import OutputError
from screening.motion.landmarks import Side
from screening.output import faces
from screening.output.caption import captions_of
from screening.output.overlay import draw
from screening.paths import shown
from screening.results.screening import Screening

_LONGEST_SIDE_PX = 1920
_TICKS_PER_S = 90000
_ENCODER = {"preset": "veryfast", "crf": "23"}
_STILL_MARGIN_S = 0.001


def write_annotated(
    path_out: Path,
    clip: Clip,
    screening: Screening,
    points_px: Floats,
    *,
    blur_faces: bool = False,
    others_px: Floats | None = None,
    on_frame: Callable[[int], None] | None = None,
) -> None:
    """Write the clip once more, with the measurement drawn on it.

    Reading, drawing and encoding go on at the same time. The times between frames
    are those of the clip; the first one is shown at zero, sound is left out.

    Parameters
    ----------
    path_out
        Of the H.264 file in an MP4 that browsers play; overwritten.
    clip
        The clip that was measured, with the same section and mirroring.
    screening
        The result; a row of its frames belongs to the frame of that index.
    points_px : (T, 33, 2) float array
        The measured person's smoothed landmarks, a row per row of the frames.
    blur_faces
        Make the heads of the measured person and of the others unrecognisable.
    others_px : (T, N, 33, 2) float array, optional
        Everybody's landmarks as they were detected, NaN where nobody is; used for
        blurring only.
    on_frame
        Called with the number of frames written so far.

    Raises
    ------
    VideoError
        If the clip can no longer be read.
    OutputError
        If the file cannot be written.
    ValueError
        If the arrays do not fit the table of frames.
    """
    painter = _Painter(screening, points_px, blur_faces, others_px)
    drawn = prefetch(_drawn(prefetch(clip), painter))
    with one_opencv_thread(), closing(drawn):
        try:
            _encode(path_out, drawn, on_frame)
        except (av.FFmpegError, OSError) as error:
            why = error.strerror or str(error)
            raise OutputError(
                "clip_not_written", path=shown(path_out), why=why
            ) from error


def deepest_still(
    clip: Clip,
    screening: Screening,
    points_px: Floats,
    *,
    leg: Side,
    rep: int,
    blur_faces: bool = False,
    others_px: Floats | None = None,
) -> Image:
    """Return the picture at the deepest point of a repetition, drawn on.

    Parameters
    ----------
    clip, screening, points_px, blur_faces, others_px
        As for :func:`write_annotated`.
    leg, rep
        Which repetition.

    Returns
    -------
    (H, W, 3) uint8 array
        RGB, the long side at most 1920 pixels.

    Raises
    ------
    VideoError
        If the clip can no longer be read.
    ValueError
        If there is no such repetition.
    """
    reps = screening.measured.reps
    found = reps[(reps["leg"] == leg) & (reps["rep"] == rep)]
    if found.empty:
        raise ValueError(f"there is no repetition {rep} of the {leg} leg")
    painter = _Painter(screening, points_px, blur_faces, others_px)
    row = painter.row_at(float(found["bottom_s"].iloc[0]))
    time_s = float(painter.time_s[row])
    section = open_clip(
        clip.path,
        mirrored=clip.mirrored,
        start_s=max(time_s - _STILL_MARGIN_S, 0.0),
    )
    with section:
        frame = next(iter(section))
    return painter.paint(Frame(int(painter.frames[row]), time_s, frame.image))


class _Painter:
    """Knows for every frame what to draw on it."""

    def __init__(
        self,
        screening: Screening,
        points_px: Floats,
        blur: bool,
        others_px: Floats | None,
    ) -> None:
        frames = screening.measured.frames
        arrays = {"points_px": points_px, "others_px": others_px}
        for name, array in arrays.items():
            if array is not None and len(array) != len(frames):
                raise ValueError(
                    f"{name} must have a row for each of {len(frames)} frames, "
                    f"but got {len(array)}"
                )
        self.points_px = points_px
        self.time_s = frames["time_s"].to_numpy(dtype=float)
        self.frames = frames["frame"].to_numpy(dtype=int)
        self.row_of = {int(index): i for i, index in enumerate(self.frames)}
        self.captions = captions_of(screening)
        self.heads_px = self._heads(others_px) if blur else None

    def row_at(self, time_s: float) -> int:
        return int(np.argmin(np.abs(self.time_s - time_s)))

    def paint(self, frame: Frame) -> Image:
        """Draw on a frame; one without a row stays as it is, but for its size."""
        row = self.row_of.get(frame.index)
        image = frame.image
        scale = min(_LONGEST_SIDE_PX / max(image.shape[:2]), 1.0)
        if scale < 1:
            size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        if row is None:
            return image
        if self.heads_px is not None:
            image = faces.blur_faces(image, self.heads_px[row] * scale)
        return draw(image, self.points_px[row] * scale, self.captions[row])

    def _heads(self, others_px: Floats | None) -> Floats:
        people = self.points_px[:, None]
        if others_px is not None:
            people = np.concatenate([people, others_px], axis=1)
        return faces.hold_heads(people, self.time_s)


def _drawn(frames: Iterable[Frame], painter: _Painter) -> Iterator[tuple[float, Image]]:
    for frame in frames:
        yield frame.time_s, painter.paint(frame)


def _encode(
    path: Path,
    pictures: Iterable[tuple[float, Image]],
    on_frame: Callable[[int], None] | None,
) -> None:
    options = {"movflags": "+faststart"}
    target = f"file:{path.absolute()}"
    with av.open(target, "w", format="mp4", options=options) as container:
        stream: VideoStream | None = None
        first_s = 0.0
        for count, (time_s, image) in enumerate(pictures, start=1):
            if stream is None:
                stream = container.add_stream("libx264", options=dict(_ENCODER))
                stream.width, stream.height = _even(image)
                stream.pix_fmt = "yuv420p"
                stream.codec_context.time_base = Fraction(1, _TICKS_PER_S)
                first_s = time_s
            frame = _picture(image, time_s - first_s)
            container.mux(stream.encode(frame))
            if on_frame is not None:
                on_frame(count)
        if stream is not None:
            container.mux(stream.encode(None))


def _picture(image: Image, time_s: float) -> av.VideoFrame:
    width, height = _even(image)
    even = np.ascontiguousarray(image[:height, :width])
    frame = av.VideoFrame.from_numpy_buffer(even, format="rgb24")
    frame.pts = round(time_s * _TICKS_PER_S)
    frame.time_base = Fraction(1, _TICKS_PER_S)
    return frame


def _even(image: Image) -> tuple[int, int]:
    """Width and height without an odd last row or column, as 4:2:0 needs it."""
    return image.shape[1] // 2 * 2, image.shape[0] // 2 * 2
