"""A page of the web app without a browser: opened, and what stands on it."""

from collections.abc import Mapping
from pathlib import Path

from streamlit.testing.v1 import AppTest

import screening.web
from screening.web.work import Work

HERE = Path(screening.web.__file__).parent
PATIENCE_S = 60.0


def opened(
    page: str, work: Work, asked: Mapping[str, str] | None = None, **state
) -> AppTest:
    """A page of a visit, or the whole app by the name ``app``.

    What is asked for stands in its address.
    """
    path = HERE / "app.py" if page == "app" else HERE / page / "page.py"
    test = AppTest.from_file(str(path), default_timeout=PATIENCE_S)
    test.session_state["screening_work"] = work
    for name, value in (asked or {}).items():
        test.query_params[name] = value
    for name, value in state.items():
        test.session_state[name] = value
    test.run()
    assert not test.exception
    return test


def said(test: AppTest) -> str:
    """Everything that stands on the page."""
    texts = [
        element.body if hasattr(element, "body") else str(element.value)
        for kind in ("title", "header", "subheader", "markdown", "caption", "info")
        for element in test.get(kind)
    ]
    texts += [
        str(each.value) for kind in ("error", "warning") for each in test.get(kind)
    ]
    texts += [each.proto.body for each in test.get("html")]
    return "\n".join(texts).replace("\\", "")  # As Markdown shows it.


def unfolded(test: AppTest, part: str) -> AppTest:
    """Open a part of what stands behind the answer, by its name in the code."""
    test.session_state[f"{part}-of-item0"] = True
    test.run()
    assert not test.exception
    return test


def agree(test: AppTest, age: str = "adult") -> None:
    """Say how old the people in the clips are, and that they agree."""
    groups = [each for each in test.get("button_group") if "How old" in each.label]
    for each in groups:
        each.set_value([age] if isinstance(each.value, list) else age)
    test.checkbox[-1].check()
    test.run()
    assert not test.exception
