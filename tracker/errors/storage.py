"""The register, or another file, cannot be read or written (exit 4)."""

from tracker.errors.base import StoreFault


class NoRegister(StoreFault):
    """There is no register where one was looked for."""

    def __init__(self, location: str) -> None:
        super().__init__(
            f"there is no register at {location}; "
            "`tracker init` makes one, `tracker init --sample` one with the US–Japan commitments",
        )


class CorruptRegister(StoreFault):
    """The file is there, but it is not a register."""

    def __init__(self, location: str, why: str) -> None:
        self.why = why
        super().__init__(
            f"{location} cannot be read as a register: {why}; "
            "mend it, or bring back a backup with `tracker restore`, nothing was changed"
        )


class NewerSchema(StoreFault):
    """The register was written by a later tracker."""

    def __init__(self, location: str, schema: int, known: int) -> None:
        super().__init__(
            f"{location} has schema {schema}, this tracker knows up to {known}; "
            "update tracker from where you installed it",
        )


class CannotRead(StoreFault):
    """The system will not let us read."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(f"{location} cannot be read: {why}; make it readable or choose another with --register")


class CannotWrite(StoreFault):
    """The system will not let us write; every byte is as it was."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(
            f"{location} cannot be written: {why}; make room or choose another with --register, nothing was changed"
        )


class NoFile(StoreFault):
    """A file that was given cannot be read."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(f"{location} cannot be read: {why}; give another file, or - for standard input")


class OutputError(StoreFault):
    """A result could not be written where it should go; what was recorded before is recorded."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(f"{location} cannot be written: {why}; choose another place for the result")


class NotBackedUp(StoreFault):
    """A copy of the register could not be written; the register itself is as it was."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(
            f"no backup can be kept in {location}: {why}; make room, or write one with `tracker backup FILE`"
        )


class NoBackup(StoreFault):
    """There is no backup to restore, or none that can be read."""

    def __init__(self, location: str, where: str) -> None:
        super().__init__(f"there is no backup of {location} {where}; name a file: `tracker restore FILE`")


class CopyMismatch(StoreFault):
    """What was copied is not what is read back, or nothing is; `aside` is where that is which it replaced."""

    def __init__(self, location: str, source: str, why: str, aside: str) -> None:
        was = f"what was there is in {aside}, " if aside else ""
        super().__init__(
            f"{location} was written from {source}, but {why}; {was}look with `tracker log`, or copy again with --force"
        )


class LastRunError(StoreFault):
    """What is remembered of the last run cannot be read or written; the register is not to blame."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(
            f"the last run is remembered in {location}, which cannot be used: {why}; mend or remove it, or name a day"
        )


class UnreadableFile(StoreFault):
    """A file to import that the system will not let us read."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(f"{location} cannot be read: {why}; choose another file, nothing was imported")


class BrokenInstallation(StoreFault):
    """A file that tracker is installed with cannot be read."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(
            f"{location} that tracker is installed with cannot be read: {why}; "
            "look after the disk, or install tracker again"
        )


class LockNotObtained(StoreFault):
    """Another process holds the register for too long."""

    def __init__(self, location: str, seconds: float, holder: str) -> None:
        super().__init__(
            f"{location} is being written by {holder} and was not free within {seconds:g} s; "
            "try again, or wait longer with --lock-timeout",
        )


class BadServerUrl(StoreFault):
    """The address of a server that says no place where a register could be."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(
            f"{location} is no place for a register: {why}; write it as postgresql://HOST/DATABASE?schema=NAME"
        )


class NoServer(StoreFault):
    """The server cannot be reached, or does not let us in."""

    def __init__(self, location: str, why: str, remedy: str = "") -> None:
        remedy = remedy or "try again, or read from the last backup with --register"
        super().__init__(f"{location} cannot be used: {why}; {remedy}")


class ServerRefused(StoreFault):
    """The server takes the connection and refuses what is asked; nothing is changed."""

    def __init__(self, location: str, why: str, remedy: str) -> None:
        super().__init__(f"{location} refuses it: {why}; {remedy}, nothing was changed")


class TooManyConflicts(StoreFault):
    """Others changed the same things, or the connection was cut before the change was made; it can be done anew."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(f"{location} did not take the change: {why}; try again, or wait longer with --lock-timeout")


class OutcomeUnknown(StoreFault):
    """The connection was cut while a change was made, and the server does not say what became of it."""

    def __init__(self, location: str) -> None:
        super().__init__(
            f"{location} was cut off while it made the change, which is recorded whole or not at all; "
            "look with `tracker log` before you do it again"
        )
