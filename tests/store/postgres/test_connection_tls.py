"""TLS as the address requests it, with a local server and a self-signed certificate."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.program import Tracker
from tests.server import NO_SERVER, PROGRAMS, RUNS_AS, SETTINGS, USER, own_server
from tracker.store import LOCK_TIMEOUT
from tracker.store.postgres.connection import connected, parse_url

NO_OPENSSL = "no openssl is installed: apt-get install openssl"
GUARDED = """\
listen_addresses = 'localhost'
port = {port}
ssl = on
ssl_cert_file = '{{folder}}/cert.pem'
ssl_key_file = '{{folder}}/key.pem'
"""


def certify(folder: Path) -> Path:
    """Create a self-signed certificate for this machine, with its key in the same folder."""
    key, certificate = folder / "key.pem", folder / "cert.pem"
    request = ("-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost")
    name = ("-addext", "subjectAltName=DNS:localhost")
    files = ("-keyout", str(key), "-out", str(certificate))
    subprocess.run(["openssl", "req", *request, *name, *files], check=True, capture_output=True)
    return certificate


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def location() -> Iterator[str]:
    """The address of a server with TLS, with its certificate as `sslrootcert`."""
    if not PROGRAMS:
        pytest.skip(NO_SERVER)
    if not shutil.which("openssl"):
        pytest.skip(NO_OPENSSL)
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    with own_server(SETTINGS + GUARDED.format(port=port)) as server:
        certify(server.folder)
        for file in server.folder.iterdir():
            shutil.chown(file, RUNS_AS)
        server.start()
        yield f"postgresql://{USER}@localhost:{port}/postgres?schema=desk&sslrootcert={server.folder}/cert.pem"


def is_encrypted(location: str) -> bool:
    with connected(parse_url(location), LOCK_TIMEOUT, changing=False) as connection:
        return connection.pgconn.ssl_in_use


@pytest.mark.parametrize(("mode", "encrypted"), [("disable", False), ("require", True), ("verify-full", True)])
def test_what_the_address_asks_for_is_done(location: str, mode: str, *, encrypted: bool) -> None:
    assert is_encrypted(f"{location}&sslmode={mode}") is encrypted


def test_a_server_that_does_not_prove_who_it_is_gets_nothing(location: str, tracker: Tracker, tmp_path: Path) -> None:
    mode = "&sslmode=verify-full"
    tracker.place = location + mode
    tracker.done("init")
    tracker.place = f"{location.partition('&sslrootcert')[0]}&sslrootcert={certify(tmp_path)}{mode}"
    code, sentence = tracker("list").refusal
    assert (code, "certificate verify failed" in sentence) == (4, True)
    assert sentence.endswith("say with sslmode what is wanted, and with sslrootcert whom to trust")
