"""Finished measurements for the pages, from landmarks made by formula."""

from dataclasses import replace
from pathlib import Path

from screening import screen_poses
from screening.jobs.clip import ClipJob
from screening.measures import ONE_LEG_STANCE
from screening.motion.landmarks import Take
from screening.output.plots import write_angles
from screening.results.files import ANGLES, FILES
from screening.results.landmarks_file import save_take
from screening.results.result_file import write_tables
from screening.web.items import Item
from screening.web.work import Work
from tests.factories import Move, film, leg_test, two_feet, whole_take
from tests.factories import one_leg as one_leg_posture

BOTH_LEGS = [
    *leg_test("right", 4, fppa_deg=21.0, drop_deg=13.0),
    *two_feet(1.5),
    *leg_test("left", 3, fppa_deg=3.0, drop_deg=2.0),
    *two_feet(),
]
"""A sign on the right leg, none on the left."""


def good() -> Take:
    return Take(film(BOTH_LEGS), notes={"shoes": "barefoot"})


def turned() -> Take:
    """Filmed from the side: the knee cannot be judged."""
    return Take(film(BOTH_LEGS, turn_deg=25.0))


def one_leg(leg: str = "right") -> Take:
    return Take(film(whole_take(leg, 3)), leg)


def shallow() -> Take:
    return Take(film(whole_take("right", 3, depth_ratio=0.95)))


def shallow_leg(leg: str) -> Take:
    return Take(film(whole_take(leg, 3, depth_ratio=0.95)), leg)


def half_squats() -> Take:
    """An easier variant with a knee far inwards."""
    script = whole_take("right", 3, depth_ratio=0.95, fppa_deg=21.0)
    return Take(film(script), task="half_squat")


def stance_test() -> Take:
    """The standing test on both legs; on the right one the pelvis sinks."""
    script: list[Move] = []
    for leg, later_deg in (("right", 9.0), ("left", 3.0)):
        held = Move(one_leg_posture(leg, drop_deg=2.0), 0.8, 12.0)
        later = Move(one_leg_posture(leg, drop_deg=later_deg), 4.0, 14.0)
        script += [*two_feet(), held, later]
    return Take(film([*script, *two_feet(2.0)]), task="one_leg_stance")


def half_a_file() -> Take:
    """No sign on the one leg that is there; the file breaks off."""
    script = [*two_feet(), *leg_test("left", 4, fppa_deg=3.0, drop_deg=2.0)]
    return Take(replace(film([*script, *two_feet()]), cut_short=True))


def standing() -> Take:
    """Nobody squats."""
    return Take(film(two_feet(4.0)))


def finished(work: Work, take: Take, title: str = "Anna.mp4", group: str = "") -> Item:
    """Put a measurement that is done into a visit, with its files."""
    number = len(work.items)
    out = work._folder / "results" / f"{number}"
    job = ClipJob(work._folder / "gone.mp4", out=out, name=Path(title).stem)
    job.folder.mkdir(parents=True)
    take = replace(take, poses=replace(take.poses, source=title))
    screening = screen_poses(take)
    write_tables(job.folder, screening)
    save_take(job.folder / "landmarks.npz", take)
    if take.task == ONE_LEG_STANCE:
        write_angles(job.folder / ANGLES, screening)
    item = Item(f"item{number}", title, job, group, state="done", result=screening)
    item.files = [name for name in FILES if (job.folder / name).exists()]
    work._items.append(item)
    return item
