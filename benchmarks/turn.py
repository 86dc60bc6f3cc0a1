"""How well the turn of a person is told, and what a turn does to each measure.

    python benchmarks/turn.py --clips DIR... [--models full lite] [--landmarks DIR]

First, the turn as both feet tell it in the stance and as shoulders and hips tell it,
against the place of the camera (``orbit`` in the clip's JSON). Second, from the true
joints of clips filmed from aside: what a degree adds to a measure on one leg and takes
off on the other, and what the tool says it does (``turned_deg``).
"""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pandas as pd
from against_truth import Clip, asked_takes

from screening.judgement.tool_error import bend_share, turned_deg
from screening.motion.analysis import analyse
from screening.motion.landmarks import SIDES, Take
from screening.motion.turn import Turn, find_turn
from screening.settings import DEFAULT

CHANGES = {"fppa_deg": False, "trunk_lean_deg": True, "pelvic_drop_deg": True}
"""Measures whose truth is known, and whether the stance on two feet is taken off."""


def main() -> None:
    """Read, compare, print."""
    turns, effects = [], {}
    for model, clip, take in asked_takes(__doc__):
        aside_deg = _aside_deg(clip)
        for name, turn in _turns(take).items():
            error = turn.deg + aside_deg
            turns.append({"model": model, "told by": name, "error": error})
        if aside_deg:
            effects[clip.name] = _effects(clip.truth(), aside_deg)
    table = pd.DataFrame(turns).groupby(["model", "told by"])["error"]
    found = table.agg(clips="count", mean="mean", spread="std")
    print(found.round(2).to_string())
    for name, effect in effects.items():
        print(f"\n{name}\n{pd.DataFrame(effect).round(3).to_string()}")


def _aside_deg(clip: Clip) -> float:
    about = clip.path.with_suffix(".json")
    made = json.loads(about.read_text("utf-8")) if about.exists() else {}
    return float(made.get("cam", {}).get("orbit", 0.0))


def _turns(take: Take) -> dict[str, Turn]:
    """Tell the turn in both ways."""
    [shot, *_] = analyse(take, DEFAULT).shots
    traits = DEFAULT.traits(take.poses.model.name)
    lying = replace(shot.phases, baseline=None)
    feet = find_turn(shot.poses, shot.phases, traits)
    body = find_turn(shot.poses, lying, traits)
    told = {"shoulders and hips": body}
    return told | ({"feet": feet} if feet.from_stance else {})


def _effects(truth: pd.DataFrame, aside_deg: float) -> dict[str, dict[str, float]]:
    """What a degree does to each measure in the truth, and as the tool says."""
    seen: dict[str, dict[str, float]] = {}
    bend_deg = {}
    for leg in SIDES:
        own = truth[truth["leg"] == leg]
        deepest = own[own["rep"] > 0].groupby("rep")["knee_flexion_deg"].idxmax()
        deep, stance = truth.loc[deepest], own[own["phase"] == "two_feet"]
        bend_deg[leg] = deep["knee_flexion_deg"].mean()
        for measure, from_stance in CHANGES.items():
            world = measure.replace("_deg", "_world_deg")
            more = (deep[measure] - deep[world]).mean()
            if from_stance:
                more -= (stance[measure] - stance[world]).mean()
            seen.setdefault(measure, {})[leg] = more
    bend = math.radians(sum(bend_deg.values()) / 2)
    share = bend_share(math.cos(bend / 2))
    per_deg = DEFAULT.quality.turn_deg_per_deg
    return {
        "true joints": {
            m: (of["left"] - of["right"]) / 2 / aside_deg for m, of in seen.items()
        },
        "as told": {m: turned_deg(m, 1.0, per_deg, share) for m in seen},
    }


if __name__ == "__main__":
    main()
