"""What the first picture of a page has to load, and what it must not."""

import subprocess
import sys
from pathlib import Path

import pytest

import screening.web

HERE = Path(screening.web.__file__).parent


@pytest.mark.parametrize(
    "page", ["app.py", "upload/page.py", "result/page.py", "settings/page.py"]
)
def test_a_page_loads_no_library_before_it_needs_it(page):
    heavy = {"mediapipe", "cv2", "av", "matplotlib", "altair", "scipy.signal"}
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        f"test = AppTest.from_file({str(HERE / page)!r}, default_timeout=60)\n"
        "test.run()\n"
        "assert not test.exception, test.exception\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert not heavy & set(done.stdout.split())


def test_charts_of_a_client_are_drawn_without_the_library_that_checks_charts():
    code = (
        "import sys\n"
        "import screening.web.clients.client, screening.web.clients.side_by_side\n"
        "import screening.output.stills\n"
        "print(*sys.modules)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    heavy = {"altair", "matplotlib", "av", "typst", "scipy.signal"}
    assert not heavy & set(done.stdout.split())


def test_what_a_comparison_needs_is_loaded_ahead():
    code = (
        "import sys\n"
        "from screening.web.clients.ahead import load_ahead\n"
        "load_ahead().join()\n"
        "assert load_ahead() is load_ahead()\n"
        "print(*sys.modules)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    needed = {"screening.web.clients.side_by_side", "scipy.signal", "cv2"}
    assert needed <= set(done.stdout.split())


def test_the_look_of_the_app_needs_no_icon_font():
    for source in HERE.rglob("*.py"):
        assert ":material/" not in source.read_text(), source.name
