"""The entry point of the program, as `tracker` and as `python -m tracker`.

The rest is imported once two things are in hand that may happen at any time, and end the program without a traceback:
Ctrl-C, and a file of the installation that cannot be read.
"""

import os
import sys

INTERRUPTED = 130

try:
    import signal
except KeyboardInterrupt:  # pragma: no cover - only another process can be interrupted here
    os._exit(INTERRUPTED)


def main() -> None:
    """Run the program; Ctrl-C ends it quietly at any moment, and is ignored once all is done."""
    is_heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # else a shell let it ignore Ctrl-C
    try:
        _run(is_heard=is_heard)
    except KeyboardInterrupt:
        _leave()


def _run(*, is_heard: bool) -> None:
    if is_heard:
        signal.signal(signal.SIGINT, _leave)  # an import may swallow an exception
    try:
        from tracker.cli import main as run  # noqa: PLC0415 - nothing is in hand before

        if is_heard:
            sys.unraisablehook = _leave_or_report
            signal.signal(signal.SIGINT, signal.default_int_handler)
        run()
    except (OSError, ImportError) as error:
        _end(error)
    finally:
        if is_heard:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def _leave(*_: object) -> None:
    """End the process at once: what was recorded is recorded, and nothing else need be put in order."""
    os._exit(INTERRUPTED)


def _leave_or_report(unraisable: "sys.UnraisableHookArgs") -> None:
    """End the process where Ctrl-C came while Python could raise nothing; anything else is reported as always."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        _leave()
    sys.__unraisablehook__(unraisable)


def _end(error: OSError | ImportError) -> None:
    """End with one line where a file of the installation cannot be read; raise what is our own mistake."""
    from tracker.errors.extras import installation_error  # noqa: PLC0415 - only a broken installation needs it

    fault = installation_error(error)
    if fault is None:
        raise error
    sys.stderr.write(f"tracker: {fault}\n")
    sys.exit(fault.exit_code)


if __name__ == "__main__":
    main()
