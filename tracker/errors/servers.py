"""The server that keeps a register does not do what is asked of it (exit 4)."""

from tracker.errors.refusals import StoreFault


class BadPlace(StoreFault):
    """The address of a server that says no place where a register could be."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(
            f"{place} is no place for a register: {why}; write it as postgresql://HOST/DATABASE?schema=NAME"
        )


class NoServer(StoreFault):
    """The server cannot be reached, or does not let us in."""

    def __init__(self, place: str, why: str, remedy: str = "") -> None:
        remedy = remedy or "try again, or read from the last backup with --register"
        super().__init__(f"{place} cannot be used: {why}; {remedy}")


class ServerRefused(StoreFault):
    """The server takes the connection and refuses what is asked; nothing is changed."""

    def __init__(self, place: str, why: str, remedy: str) -> None:
        super().__init__(f"{place} refuses it: {why}; {remedy}, nothing was changed")


class Contended(StoreFault):
    """Others changed the same things, or the connection was cut before the change was made; it can be done anew."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place} did not take the change: {why}; try again, or wait longer with --lock-timeout")


class OutcomeUnknown(StoreFault):
    """The connection was cut while a change was made, and the server does not say what became of it."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"{place} was cut off while it made the change, which is recorded whole or not at all; "
            "look with `tracker log` before you do it again"
        )
