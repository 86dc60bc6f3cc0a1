"""Page 1, for the person: what was seen on each leg, what to practise, what next."""

from __future__ import annotations

import math
from datetime import timedelta

from screening.errors import ScreeningError
from screening.judgement.comparison import Asymmetry
from screening.judgement.exercises import exercises_for
from screening.judgement.findings import MeasureFinding
from screening.judgement.pain import Pain, concern, gravest
from screening.language import say
from screening.motion.quality import Refusal
from screening.output.marks import MARKS, look_of
from screening.output.report.content import (
    Leg,
    Listing,
    PersonPage,
    Picture,
    Scale,
    Training,
)
from screening.output.report.figures import scale_ends, scale_picture
from screening.output.report.plan import told_exercise
from screening.output.report.stance_curves import stance_gallery
from screening.output.report.subject import Subject, TestedLeg, Wishes
from screening.words.checks import check_sentence, refusal_sentence, rep_reasons
from screening.words.findings import (
    asymmetry_text,
    counted_sentence,
    leg_summary,
    pattern_sentence,
    standing_sentence,
    verdict_word,
)
from screening.words.grammar import capital, date_text, leg_name
from screening.words.limits import red_flags
from screening.words.measures import measure_heading
from screening.words.numbers import number, value_text
from screening.words.pain import pain_sentence, pain_text
from screening.words.stance import stance_sentences
from screening.words.unseen import unseen_sentence

MOST_EXERCISES = 3
WEEKS_UNTIL_AGAIN = 6
"""As long as the dose of the exercises says."""


def person_page(subject: Subject, wishes: Wishes) -> PersonPage:
    """Return page 1.

    Parameters
    ----------
    subject
        The client's results.
    wishes
        Comment, dates, and whether a knee is sore.
    """
    legs = subject.legs
    comment = tuple(wishes.comment.splitlines())
    shown = any(leg.is_judged for leg in legs)
    judged = any(
        result.profile.why_not_judged(result.provenance["task"]) is None
        for result in (source.screening for source in subject.sources)
    )
    key = "scale_key" if judged else "scale_key_numbers"
    return PersonPage(
        title=say("report.person.title"),
        concern=_concern(subject),
        no_leg=() if legs else _no_leg(subject),
        legs=tuple(
            _leg(leg, legs, subject.pain.get(leg.finding.leg, Pain())) for leg in legs
        ),
        scale_key=say(f"report.person.{key}") if shown else "",
        standing=_standing(subject),
        stance=stance_gallery([source.screening for source in subject.sources]),
        sides=_sides(subject),
        unseen=unseen_sentence() if shown else "",
        training=_training(subject, wishes),
        help=Listing(say("report.professional_help.title"), red_flags()),
        again=Listing(say("report.again.title"), (_again(subject, wishes),)),
        comment=Listing(say("report.person.comment"), comment),
    )


def _no_leg(subject: Subject) -> tuple[str, ...]:
    """Say why no leg was tested, and what to do in the next recording."""
    checks = [c for source in subject.sources for c in source.screening.quality]
    refused = [check_sentence(c) for c in checks if c.verdict == "refuse"]
    why = refused or [say("result.answer.no_squat")]
    return (say("report.person.no_leg"), *dict.fromkeys(why))


def _concern(subject: Subject) -> Listing:
    """Say what pain asks for before anything else."""
    told = [pain for pain in subject.pain.values() if concern(pain) != "none"]
    sentences = [pain_sentence(gravest(told))] if told else []
    return Listing(say("pain.first"), tuple(sentences))


def _leg(leg: TestedLeg, legs: tuple[TestedLeg, ...], pain: Pain) -> Leg:
    finding = leg.finding
    look = look_of(finding)
    stood = leg.only_stood
    reasons = [refusal_sentence(reason) for reason in finding.reasons]
    sentences = [capital(leg_summary(finding, stood=stood))]
    if leg.is_judged:
        sentences.append(pattern_sentence(finding))
    if look == "numbers":
        reasons = []  # Another recording would not be judged either.
    still, caption = _still(leg)
    missing = "what_is_missing" if leg.is_judged else "why"
    return Leg(
        name=leg_name(finding.leg),
        look=look,
        mark=MARKS[look],
        word=verdict_word(look),
        sentences=tuple(sentences),
        reasons_title=say(f"report.person.{missing}") if reasons else "",
        reasons=tuple(dict.fromkeys(reasons)),
        still=still,
        caption=caption,
        scales=tuple(_scales(leg, legs)) if leg.is_judged else (),
        counted=counted_sentence(finding) if finding.total else "",
        pain=pain_text(pain),
    )


def _still(leg: TestedLeg) -> tuple[Picture | None, str]:
    """Return the picture of a leg and its caption; without one, why."""
    rep = leg.typical_rep()
    if rep is None:
        return None, ""
    caption = say(
        f"report.person.{'still' if rep['valid'] else 'still_not_counted'}",
        leg=leg.finding.leg,
        number=rep["rep"],
        why=rep_reasons(str(rep["reasons"])),
    )
    kind = "stick" if leg.source.clip is None else "still"
    alt = say(f"report.person.{kind}_alt", caption=caption)
    try:
        return leg.source.still(float(rep["bottom_s"]), alt), caption
    except ScreeningError as error:
        return None, say("report.person.no_still", error=str(error))


def _scales(leg: TestedLeg, legs: tuple[TestedLeg, ...]) -> list[Scale]:
    """Return the measures that decide, each on a scale that holds both legs."""
    scales = []
    for found in leg.finding.decisive:
        both = [each.finding.measure(found.measure) for each in legs]
        scales.append(_scale(leg, found, scale_ends(both)))
    return scales


def _scale(leg: TestedLeg, found: MeasureFinding, ends: tuple[float, float]) -> Scale:
    name = measure_heading(found.measure)
    word = verdict_word(found.verdict)
    said = {refusal_sentence(reason) for reason in leg.finding.reasons}
    if math.isnan(found.value):
        remark = refusal_sentence(found.reason or Refusal("not_measured"))
        remark = "" if remark in said else remark
        return Scale(name, "", "not_judged", word, None, remark)
    value = value_text(found.measure, found.value, found.sem)
    alt = _scale_alt(leg, found, name=name, value=value, verdict=capital(word))
    remark = refusal_sentence(found.caution) if found.caution else ""
    return Scale(
        name=name,
        value=value,
        look=found.verdict,
        word=word,
        picture=Picture("svg", scale_picture(found, ends), alt),
        remark=remark,
    )


def _scale_alt(leg: TestedLeg, found: MeasureFinding, **words: str) -> str:
    """Describe a scale with all the numbers that are drawn in it."""
    fields = {"leg": leg.finding.leg, **words}
    if found.cut is None:
        return say("report.person.scale.alt", **fields)
    sem = 0.0 if math.isnan(found.sem) else found.sem
    return say(
        "report.person.scale.alt_cut",
        cut=number(found.measure, found.cut),
        low=number(found.measure, found.cut - sem),
        high=number(found.measure, found.cut + sem),
        **fields,
    )


def _standing(subject: Subject) -> Listing:
    """Say what quiet standing showed, where somebody did nothing else."""
    only = {leg.finding.leg for leg in subject.legs if leg.only_stood}
    sentences = []
    for result in (source.screening for source in subject.sources):
        courses = result.stance_courses()
        sentences += stance_sentences(courses)
        sentences += [
            standing_sentence(found)
            for found in (() if courses else result.standing_findings())
            if found.leg in only or not subject.legs
        ]
    return Listing(say("report.details.standing"), tuple(sentences))


def _sides(subject: Subject) -> Listing:
    """Compare left with right in what decides."""
    title = say("report.person.sides")
    if len(subject.legs) == 1:
        return Listing(title, (say("report.person.one_leg"),))
    if not all(leg.is_judged for leg in subject.legs):
        return Listing(title, ())
    decisive = [f.measure for leg in subject.findings for f in leg.decisive]
    sentences = [
        say(
            "report.person.side",
            name=measure_heading(each.measure),
            text=_side(each),
        )
        for each in subject.asymmetries()
        if each.measure in decisive
    ]
    return Listing(title, tuple(sentences))


def _side(asymmetry: Asymmetry) -> str:
    """Compare one measure; why it is withheld is said with the leg already."""
    if math.isnan(asymmetry.difference):
        return say("findings.asymmetry.lost")
    return asymmetry_text(asymmetry)


def _is_stopped(subject: Subject, wishes: Wishes) -> bool:
    """Tell whether pain comes before exercises and another test."""
    return wishes.stopped or concern(gravest(subject.pain.values())) != "none"


def _training(subject: Subject, wishes: Wishes) -> Training:
    """Choose three exercises, or say why there are none."""
    sore = wishes.knee_sore
    title = say(f"report.practise.{'title_sore' if sore else 'title'}")
    if _is_stopped(subject, wishes):
        return Training(title, (), (say("check.safety.not_before"),))
    chosen = exercises_for(
        subject.findings,
        knee_sore=sore,
        level=wishes.level,
        stiff_ankle=wishes.looked.stiff_ankle,
        most=MOST_EXERCISES,
    )
    if not chosen:
        unjudged = any(look_of(leg) == "numbers" for leg in subject.findings)
        why = say(f"report.practise.{'numbers_only' if unjudged else 'nothing'}")
        return Training(title, (), (why,))
    dose = "exercises.dose" if wishes.first_page_only else "report.practise.see_plan"
    return Training(title, tuple(map(told_exercise, chosen)), (say(dose),))


def _again(subject: Subject, wishes: Wishes) -> str:
    """Say when to check again."""
    if _is_stopped(subject, wishes):
        return say("report.again.stopped")
    looks = {look_of(leg) for leg in subject.findings}
    if looks <= {"not_interpretable"}:
        key = "not_judged"
    elif looks & {"not_interpretable", "incomplete"}:
        key = "incomplete"
    elif looks <= {"numbers"}:
        key = "numbers"
    else:
        key = "borderline" if "borderline" in looks else "judged"
    day = wishes.made + timedelta(weeks=WEEKS_UNTIL_AGAIN)
    return say(f"report.again.{key}", date=date_text(day))
