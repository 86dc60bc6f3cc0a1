"""The settings of a visit."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from screening.judgement.profiles import Profile, builtin_names, builtin_profile
from screening.web import session
from screening.web.choices import ALWAYS_DELETED, KEPT_WORDS, Choices, Kept
from screening.web.settings.cut_offs import cut_offs

_MODELS = {
    "lite": ("Lite", "Fastest; for a slow computer or a first look."),
    "full": ("Full (recommended)", "Smaller errors than Lite; right for most clips."),
    "heavy": ("Heavy", "Four times slower; for difficult pictures."),
}


def settings_form() -> None:
    """Show the settings and let changes hold at once."""
    own = session.choices()
    own = _profile(own)
    own = _model(own)
    own = _pictures(own)
    session.choose(own)


def _profile(own: Choices) -> Choices:
    st.subheader("Thresholds")
    profiles = {name: builtin_profile(name) for name in builtin_names()}
    name = st.selectbox(
        "Compare with",
        list(profiles),
        index=list(profiles).index(own.profile),
        format_func=lambda each: profiles[each].title,
        key="setting-profile",
        help="Clips that were measured already keep the thresholds they were judged "
        "by.",
    )
    _sources(profiles[name])
    return replace(own, profile=name)


def _sources(profile: Profile) -> None:
    """Show for whom a profile is, and where each of its numbers comes from."""
    st.markdown(f"{profile.population}. {profile.status}.")
    if not profile.judged:
        st.info(
            "Numbers are shown without a verdict. Use this for people under 18: "
            "the published cut-offs come from adults."
        )
    with st.expander("The cut-offs and their sources"):
        cut_offs(profile)


def _model(own: Choices) -> Choices:
    st.subheader("Pose model")
    name = st.radio(
        "Find the body with",
        list(_MODELS),
        index=list(_MODELS).index(own.model),
        format_func=lambda each: _MODELS[each][0],
        captions=[caption for _, caption in _MODELS.values()],
        key="setting-model",
    )
    return replace(own, model=name)


def _pictures(own: Choices) -> Choices:
    st.subheader("Pictures and privacy")
    all_kept: list[Kept] = list(KEPT_WORDS)
    kept = st.radio(
        "After measuring",
        all_kept,
        index=all_kept.index(own.kept),
        format_func=lambda each: KEPT_WORDS[each][0],
        captions=[caption for _, caption in KEPT_WORDS.values()],
        key="setting-keep",
    )
    blur = st.toggle(
        "Blur faces in the annotated clip and in the pictures taken from it",
        value=own.blur_faces,
        key="setting-blur",
        disabled=kept == "landmarks",
        help="The body is found first, then the faces of everybody in view are made "
        "unrecognisable.",
    )
    st.markdown(ALWAYS_DELETED)
    return replace(own, kept=kept, blur_faces=blur)
