"""The entry point of the program, as `tracker` and as `python -m tracker`.

The program is imported only after two handlers are set, because both can happen at any import: Ctrl-C, and a file of
the installation that cannot be read. Neither may end in a traceback.
"""

import os
import sys

INTERRUPTED = 130

try:
    import signal
except KeyboardInterrupt:  # pragma: no cover - only another process can be interrupted here
    os._exit(INTERRUPTED)


def main() -> None:
    """Run the program; Ctrl-C ends it without a traceback, and is ignored once the command is done."""
    # A shell starts a job in the background with Ctrl-C ignored, which then stays so.
    handles_interrupt = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    try:
        _run(handles_interrupt=handles_interrupt)
    except KeyboardInterrupt:
        _exit()


def _run(*, handles_interrupt: bool) -> None:
    if handles_interrupt:
        signal.signal(signal.SIGINT, _exit)  # an import may swallow KeyboardInterrupt
    try:
        from tracker.deferred import RARELY_USED, defer  # noqa: PLC0415 - after the handler is set

        defer(RARELY_USED)
        from tracker.cli import main as run  # noqa: PLC0415 - as above, and before Typer is imported

        if handles_interrupt:
            sys.unraisablehook = _exit_or_report
            signal.signal(signal.SIGINT, signal.default_int_handler)
        run()
    except (OSError, ImportError) as error:
        _report(error)
    finally:
        if handles_interrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def _exit(*_: object) -> None:
    """End the process at once: writes are atomic, so nothing needs to be cleaned up."""
    os._exit(INTERRUPTED)


def _exit_or_report(unraisable: "sys.UnraisableHookArgs") -> None:
    """End the process if Ctrl-C came where Python cannot raise, such as in a finalizer; report any other error."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        _exit()
    sys.__unraisablehook__(unraisable)


def _report(error: OSError | ImportError) -> None:
    """Report a file of the installation that cannot be read in one line; raise any other error, which is a bug."""
    from tracker.errors.extras import installation_error  # noqa: PLC0415 - only a broken installation needs it

    refusal = installation_error(error)
    if refusal is None:
        raise error
    sys.stderr.write(f"tracker: {refusal}\n")
    sys.exit(refusal.exit_code)


if __name__ == "__main__":
    main()
