"""Refusals because the register, or another file, cannot be read or written (exit 4)."""

from tracker.errors.base import StoreFault


class NoRegister(StoreFault):
    """There is no register at the location."""

    def __init__(self, location: str) -> None:
        super().__init__(
            f"there is no register at {location}; "
            "`tracker init` creates one, `tracker init --sample` one with the US–Japan commitments",
        )


class CorruptRegister(StoreFault):
    """The file exists but is not a valid register."""

    def __init__(self, location: str, why: str) -> None:
        self.why = why
        super().__init__(
            f"{location} cannot be read as a register: {why}; "
            "repair it, or restore a backup with `tracker restore`; nothing was changed"
        )


class NewerSchema(StoreFault):
    """A later version of tracker wrote the register."""

    def __init__(self, location: str, schema: int, known: int) -> None:
        super().__init__(
            f"{location} has schema {schema}, but this tracker reads schemas up to {known}; "
            "update tracker from where you installed it",
        )


class CannotRead(StoreFault):
    """The operating system refuses to read the register."""

    def __init__(self, location: str, why: str) -> None:
        self.location, self.why = location, why
        super().__init__(f"{location} cannot be read: {why}; make it readable or choose another with --register")


class CannotWrite(StoreFault):
    """The operating system refuses to write the register; no byte was changed."""

    def __init__(
        self, location: str, why: str, remedy: str = "free disk space, or choose another with --register"
    ) -> None:
        super().__init__(f"{location} cannot be written: {why}; {remedy}; nothing was changed")


class NoFile(StoreFault):
    """A file that was given cannot be read."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(f"{location} cannot be read: {why}; give another file, or - for standard input")


class OutputError(StoreFault):
    """A result could not be written to its path; changes that were committed before stay committed."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(f"{location} cannot be written: {why}; give another path for the result")


class NotBackedUp(StoreFault):
    """A backup could not be written; the register itself is unchanged."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(
            f"no backup can be written to {location}: {why}; free disk space, or write one with `tracker backup FILE`"
        )


class NoBackup(StoreFault):
    """There is no readable backup to restore."""

    def __init__(self, location: str, where: str) -> None:
        super().__init__(f"there is no backup of {location} {where}; give a file: `tracker restore FILE`")


class CopyMismatch(StoreFault):
    """The copy differs from its source, or cannot be read; `aside` is the path of the content that it replaced."""

    def __init__(self, location: str, source: str, why: str, aside: str) -> None:
        was = f"the previous content is in {aside}; " if aside else ""
        super().__init__(
            f"{location} was copied from {source}, but {why}; "
            f"{was}check it with `tracker log`, or copy again with --force"
        )


class LastRunError(StoreFault):
    """The last-run file cannot be read or written."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(f"the last-run file {location} cannot be used: {why}; delete it, or give --since DATE")


class UnreadableFile(StoreFault):
    """The operating system refuses to read a file to import, or an article."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(f"{location} cannot be read: {why}; give another file; nothing was changed")


class DamagedCopy(StoreFault):
    """A saved copy is not what was saved; `why` is what is wrong with it, as the end of a sentence."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"the saved copy {name} {why}; save the same file again, which mends it")


class UnreadableSource(StoreFault):
    """The operating system refuses to read a file of which a copy is to be saved."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(f"no copy of {location} can be saved: {why}; give another file, or the address of an archive")


class BrokenInstallation(StoreFault):
    """A file of the installation cannot be read."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(
            f"{location} of the installation cannot be read: {why}; check the disk, or install tracker again"
        )


class LockNotObtained(StoreFault):
    """Another process held the lock for longer than the timeout."""

    def __init__(self, location: str, seconds: float, holder: str) -> None:
        super().__init__(
            f"{location} is being written by {holder} and was not free within {seconds:g} s; "
            "try again, or wait longer with --lock-timeout",
        )


class BadServerUrl(StoreFault):
    """A URL that does not name a register on a server."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(
            f"{location} is not the URL of a register: {why}; write it as postgresql://HOST/DATABASE?schema=NAME"
        )


class NoServer(StoreFault):
    """The server cannot be reached, or refuses the connection."""

    def __init__(self, location: str, why: str, remedy: str = "") -> None:
        remedy = remedy or "try again, or read from the last backup with --register"
        super().__init__(f"{location} cannot be used: {why}; {remedy}")


class ServerRefused(StoreFault):
    """The server accepts the connection and refuses the statement; nothing was changed."""

    def __init__(self, location: str, why: str, remedy: str) -> None:
        super().__init__(f"{location} refused the request: {why}; {remedy}; nothing was changed")


class TooManyConflicts(StoreFault):
    """The change was not committed, because of conflicts or a lost connection; it can be repeated."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(f"{location} did not record the change: {why}; try again, or wait longer with --lock-timeout")


class OutcomeUnknown(StoreFault):
    """The connection was lost during the commit, and its outcome is unknown."""

    def __init__(self, location: str) -> None:
        super().__init__(
            f"the connection to {location} was lost during the commit: "
            "the change is recorded completely or not at all; check with `tracker log` before you repeat it"
        )
