"""The job of one clip: what is imported when."""

import subprocess
import sys
from pathlib import Path

from screening.motion.landmarks import Take
from screening.results.landmarks_file import save_take
from tests.factories import film, whole_take

CODE = """
import sys
from screening.jobs import clip
assert not {"pandas", "scipy.signal"} & set(sys.modules)
clip._import_the_rest()
from pathlib import Path
from screening.results.landmarks_file import load_take
take = load_take(Path(sys.argv[1]))
before = set(sys.modules)
from screening.motion.analysis import analyse
from screening.pipeline import screen
from screening.settings import DEFAULT
screen(analyse(take, DEFAULT))
print(*sorted(set(sys.modules) - before))
"""


def test_everything_large_is_imported_while_the_model_works(tmp_path):
    save_take(tmp_path / "take.npz", Take(film(whole_take())))
    result = subprocess.run(
        [sys.executable, "-c", CODE, tmp_path / "take.npz"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    later = result.stdout.split()
    large = ("scipy.", "pandas.", "matplotlib.")
    assert [name for name in later if name.startswith(large)] == []
