"""A relay to a server that cuts the connection at a statement: before it arrives, or before its answer does.

A late cut holds everything up to COMMIT back; it arrives when the test allows it, long after the client was cut off.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

Cut = Literal["before", "after", "late"]
NAME: Final = ".s.PGSQL.5432"
CHUNK: Final = 1 << 16
FLUSH: Final = b"H\0\0\0\4"  # sent after the queries; the next query may come with it
TERMINATE: Final = b"X\0\0\0\4"
TIMEOUT: Final = 10


class Relay:
    """A socket in a folder whose connections are relayed to a server, and cut at a statement, a number of times.

    `trips` counts the round trips: how often a client has waited for an answer.
    """

    def __init__(self, folder: Path, url: str) -> None:
        where = dict(parse_qsl(urlsplit(url).query))
        self._server = Path(where["host"]) / NAME
        self.url = f"{url.partition('?')[0]}?{urlencode(where | {'host': str(folder)}, safe='/')}"
        self.server_url, self.is_closed, self.trips = url, False, 0
        self._may_arrive, self._has_arrived = threading.Event(), threading.Event()
        self.cut("", "before", 0)
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / NAME))
        self._listening.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, at: str, when: Cut, times: int = 1, *, for_good: bool = False) -> None:
        """Cut the connection at each statement with this beginning; `for_good`: accept no connection afterwards."""
        self._statement, self._times, self._for_good = at.encode(), times, for_good
        self._cut: Cut = when

    def let_arrive(self) -> None:
        """Send what a late cut held back, and wait until the server has executed it."""
        self._may_arrive.set()
        assert self._has_arrived.wait(TIMEOUT)

    def close(self) -> None:
        """Accept no more connections."""
        self.is_closed = True
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        """Relay the messages of one client and the server; the client sends first."""
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            if self.is_closed:
                return
            server.connect(str(self._server))
            is_awaited = threading.Event()
            answers = threading.Thread(target=_answer, args=(server, client, is_awaited), daemon=True)
            answers.start()
            while said := client.recv(CHUNK):
                if not is_awaited.is_set() and said.removeprefix(FLUSH) not in {b"", TERMINATE}:
                    is_awaited.set()
                    self.trips += 1
                if self._times and self._statement in said:
                    self._cut_off(client, server, said, answers)
                    break
                server.sendall(said)
            _end(server)
            answers.join(TIMEOUT)

    def _cut_off(self, client: socket.socket, server: socket.socket, said: bytes, answers: threading.Thread) -> None:
        self._times -= 1
        self.is_closed |= self._for_good
        while self._cut == "late" and b"COMMIT" not in said:
            said += client.recv(CHUNK)
        _end(client)
        if self._cut == "late":
            assert self._may_arrive.wait(TIMEOUT)
        if self._cut != "before":
            server.sendall(said)
            server.shutdown(socket.SHUT_WR)  # the server executes everything before it closes
            answers.join(TIMEOUT)
            self._has_arrived.set()


def _answer(server: socket.socket, client: socket.socket, is_awaited: threading.Event) -> None:
    with suppress(OSError):
        while said := server.recv(CHUNK):
            is_awaited.clear()
            with suppress(OSError):
                client.sendall(said)
    _end(client)


def _end(one: socket.socket) -> None:
    """Shut a socket down, so that threads that wait on it wake up."""
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay(folder: Path, url: str) -> Iterator[Relay]:
    """A relay to the server at a URL, until the block ends."""
    folder.mkdir()
    there = Relay(folder, url)
    try:
        yield there
    finally:
        there.close()
