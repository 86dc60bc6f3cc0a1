"""What the folder of one result holds: the names of its files, written down once."""

from __future__ import annotations

SCREENING = "screening.json"
"""Everything, exactly; a folder that has it is a result."""

FRAMES, REPETITIONS, STANDING = "frames.csv", "reps.csv", "standing.csv"
"""The tables for other programs."""

LANDMARKS = "landmarks.npz"
"""Enough to judge again without the video."""

ANGLES, ANNOTATED = "angles.png", "annotated.mp4"
"""The plot of the angles, and the clip with the measurement drawn into it."""

REPORT_PAGE, REPORT_PDF = "report.html", "report.pdf"
"""The report to hand over."""

PICTURES = (ANGLES, ANNOTATED, REPORT_PAGE, REPORT_PDF)
"""What shows a judgement, and must not outlive it."""

FILES = (SCREENING, FRAMES, REPETITIONS, STANDING, LANDMARKS, *PICTURES)
"""All that a folder of results may hold."""
