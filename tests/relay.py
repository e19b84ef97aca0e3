"""A way to a server that can be cut at the statement that a test names, before it arrives or before its answer does."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

Cut = Literal["before", "after"]
NAME: Final = ".s.PGSQL.5432"
PIECE: Final = 1 << 16


class Relay:
    """What comes to a socket in a folder goes to another, until a statement comes where it is cut, so many times."""

    def __init__(self, folder: Path, url: str) -> None:
        parts = urlsplit(url)
        where = dict(parse_qsl(parts.query))
        self._server = Path(where["host"]) / NAME
        self.url = urlunsplit(parts._replace(query=urlencode(where | {"host": str(folder)}, safe="/")))
        self._statement, self._cut, self._times = b"", "before", 0
        self.is_closed = False
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / NAME))
        self._listening.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, at: str, when: Cut, times: int = 1, *, for_good: bool = False) -> None:
        """From now on cut the connection at each statement that begins so; then maybe let nobody through any more."""
        self._statement, self._cut, self._times, self._for_good = at.encode(), when, times, for_good

    def close(self) -> None:
        """Take no more connections."""
        self.is_closed = True
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        """Carry what one client and the server say to each other, of whom the client speaks first."""
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            if self.is_closed:
                return
            server.connect(str(self._server))
            answers = threading.Thread(target=_answer, args=(server, client), daemon=True)
            answers.start()
            while said := client.recv(PIECE):
                if self._times and self._statement in said:
                    self._times -= 1
                    self.is_closed |= self._for_good
                    if self._cut == "after":
                        client.shutdown(socket.SHUT_RDWR)
                        server.sendall(said)
                        server.shutdown(socket.SHUT_WR)  # it answers all that was said before it ends
                        answers.join(10)
                    return
                server.sendall(said)


def _answer(server: socket.socket, client: socket.socket) -> None:
    while said := server.recv(PIECE):
        with suppress(OSError):
            client.sendall(said)
    with suppress(OSError):
        client.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay(folder: Path, url: str) -> Iterator[Relay]:
    """A relay to the server at a URL for as long as the block lasts."""
    folder.mkdir()
    there = Relay(folder, url)
    try:
        yield there
    finally:
        there.close()
