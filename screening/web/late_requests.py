"""Requests of a part of a page that is gone by the time they are served.

A part that is drawn again and again asks for it from the browser. When somebody leaves
the page meanwhile, the last request is served after the new page has been drawn:
Streamlit finds no such part, but tells the browser that it is on the old page again,
which takes the new one away and leaves nothing.
"""

from functools import wraps

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData


def drop_late_requests() -> None:
    """Have this server leave them unserved, as Streamlit does when they arrive late."""
    serve = ScriptRunner._run_script
    if getattr(serve, "__wrapped__", None) is not None:
        return

    @wraps(serve)
    def serve_if_there(runner: ScriptRunner, request: RerunData) -> None:
        asked = request.fragment_id_queue
        if not asked or any(map(runner._fragment_storage.contains, asked)):
            serve(runner, request)

    ScriptRunner._run_script = serve_if_there  # type: ignore[assignment,method-assign]
