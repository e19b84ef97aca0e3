"""A pseudo-terminal with a given number of columns."""

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path


def sent(
    command: Sequence[str], width: int, environment: Mapping[str, str], folder: Path | None = None, typed: bytes = b""
) -> str:
    """The output of a command on a terminal where something is typed, with the line ends that a terminal adds."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    os.write(ours, typed)
    shown = b""
    while chunk := received(ours):
        shown += chunk
    os.close(ours)
    process.wait()
    return shown.decode()


def received(descriptor: int) -> bytes:
    """The next output; nothing once the other end of the terminal is closed, which Linux calls an error."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""
