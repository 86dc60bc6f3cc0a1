"""How Streamlit's runs of a page are served here: not too late, and not for too long.

A part that is drawn again and again asks for it from the browser. When somebody leaves
the page meanwhile, the last request is served after the new page has been drawn:
Streamlit finds no such part, but tells the browser that it is on the old page again,
which takes the new one away and leaves nothing.

After each run Streamlit searches all there is for garbage. With the libraries of this
app that takes a quarter of a second, for each click and each look at how far a clip is,
and nearly all of it for what stays until the server ends.
"""

from __future__ import annotations

import gc
import sys
from functools import wraps

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

_modules = 0


def improve_runs() -> None:
    """Have this server drop late requests, and leave out of a search what stays."""
    serve = ScriptRunner._run_script
    if getattr(serve, "__wrapped__", None) is not None:
        return

    @wraps(serve)
    def serve_if_there(runner: ScriptRunner, request: RerunData) -> None:
        asked = request.fragment_id_queue
        if asked and not any(map(runner._fragment_storage.contains, asked)):
            return
        serve(runner, request)
        if len(sys.modules) > _modules:
            leave_out_what_stays()

    ScriptRunner._run_script = serve_if_there  # type: ignore[assignment,method-assign]


def leave_out_what_stays() -> None:
    """Search everything once, and leave what is no garbage out of later searches.

    It is done when more libraries have been loaded, and after the end of a visit, whose
    work may have been left out before.
    """
    global _modules
    _modules = len(sys.modules)
    gc.unfreeze()
    gc.collect()
    gc.freeze()
