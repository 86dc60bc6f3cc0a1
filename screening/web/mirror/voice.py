"""Says each cue once, with the browser's own voice."""

from __future__ import annotations

import streamlit as st

from screening.language import language

_SPEAK = """
let said = null;

export default function ({ data }) {
  if (!data || !window.speechSynthesis || data.count === said) return;
  said = data.count;
  window.speechSynthesis.cancel();
  const words = new SpeechSynthesisUtterance(data.text);
  words.lang = data.language;
  window.speechSynthesis.speak(words);
}
"""


def speak(text: str, count: int) -> None:
    """Say a text when its count is a new one.

    Parameters
    ----------
    text
        What to say.
    count
        Rises with every new text.
    """
    voice = st.components.v2.component("screening_voice", js=_SPEAK)
    data = {"text": text, "count": count, "language": language()}
    voice(data=data, key="mirror-voice", height=1)
