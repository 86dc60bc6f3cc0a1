"""``python -m screening`` is the command ``screening``."""

import signal

_ENDERS = ("SIGINT", "SIGTERM", "SIGHUP")


def main() -> None:
    """Run the command line; being ended is no traceback from first to last."""
    stoppable = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if stoppable:
        # An exception in the middle of an import would be one.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from screening import cli

    if stoppable:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    cli.end_in_order()
    try:
        cli.main()
    finally:
        # Nothing is left to clear up, and the interpreter takes itself down.
        for number in (getattr(signal, name, None) for name in _ENDERS):
            if number is not None and callable(signal.getsignal(number)):
                signal.signal(number, signal.SIG_DFL)


if __name__ == "__main__":
    main()
