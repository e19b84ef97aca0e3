"""Connection errors: one sentence, exit code 4, no change, and no password shown."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, pairwise
from pathlib import Path

import psycopg
import pytest

from tests.program import Tracker
from tests.server import PROGRAMS, RUNS_AS, USER, Server, in_schema
from tests.store.postgres.conftest import Tell
from tracker.store import create
from tracker.store.postgres import PostgresStore
from tracker.store.postgres.connection import pauses

ADD = ("add", "LNG", "--by", "JP", "--to", "US", "--ref", "lng")
PASSWORD = "o@d:p/w%d #&+=?é"  # noqa: S105 - of a role of the tests

NOT_NOW = "try again, or read from the last backup with --register"
UNGRANTED = "ask who made the register to grant what `tracker init --grants` prints; nothing was changed"
POOLED = "a pooler is in between: name the server itself, or add options to ignore_startup_parameters of PgBouncer"
TOO_LONG = (
    "canceling statement due to statement timeout; ask for less, or allow more with "
    "options=-c%20statement_timeout=10min in the address; nothing was changed"
)


@pytest.fixture
def refused(tracker: Tracker) -> Callable[..., str]:
    """The sentence by which every command refuses an address."""

    def sentence(url: str, **environment: str | None) -> str:
        tracker.place = url
        refusals = {tracker(*words, **environment).refusal for words in (("list",), ADD, ("init",))}
        ((code, said),) = refusals
        assert code == 4
        return said

    return sentence


@pytest.fixture
def secret(own: Server, tell: Tell) -> Iterator[str]:
    """A URL of the server for a role with a password; the URL does not contain the password."""
    rules = own.folder / "cluster" / "pg_hba.conf"
    found = rules.read_text(encoding="utf-8")
    tell("CREATE ROLE guarded LOGIN SUPERUSER")
    with psycopg.connect(own.url(), autocommit=True) as owner:
        verifier = owner.pgconn.encrypt_password(PASSWORD.encode(), b"guarded", b"scram-sha-256").decode()
    tell(f"ALTER ROLE guarded PASSWORD '{verifier}'")
    rules.write_text("local all guarded scram-sha-256\nlocal all nobody reject\n" + found, encoding="utf-8")
    tell("SELECT pg_reload_conf()")
    yield own.url().replace(f"user={USER}", "user=guarded")
    rules.write_text(found, encoding="utf-8")
    tell("SELECT pg_reload_conf()", "DROP OWNED BY guarded", "DROP ROLE guarded")


def test_where_no_server_is_that_is_said(refused: Callable[..., str], tmp_path: Path) -> None:
    for url in (f"postgresql:///x?host={tmp_path}", "postgresql://127.0.0.1:1/x", "postgresql://127.0.0.1:1,[::1]:1/x"):
        assert refused(url) == (f"{url} cannot be used: no server is running there; {NOT_NOW}")


def test_a_host_that_nobody_knows_is_named(refused: Callable[..., str]) -> None:
    assert "no.such.host.invalid" in refused("postgresql://no.such.host.invalid/desk")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("colour=red", "is not the URL of a register: nothing is called colour; write it as postgresql://HOST/"),
        ("host=%00", "is not the URL of a register: libpq cannot read it; write it as"),
        ("connect_timeout=soon", "is not the URL of a register: bad value for connect_timeout: 'soon'; write it as"),
        ("sslmode=never", 'cannot be used: invalid sslmode value: "never"; try again'),
        ("service=none", 'cannot be used: definition of service "none" not found; try again'),
    ],
)
def test_what_libpq_does_not_take_is_said(refused: Callable[..., str], asked: str, sentence: str) -> None:
    assert sentence in refused(f"postgresql:///x?{asked}")


def test_who_is_not_let_in_learns_why_and_what_would_help(
    own: Server, secret: str, refused: Callable[..., str]
) -> None:
    assert 'cannot be used: database "nowhere" does not exist; create it with createdb, or name another' in refused(
        own.url().replace("/postgres?", "/nowhere?")
    )
    for role, why in {
        "stranger": 'role "stranger" does not exist',
        "nobody": 'pg_hba.conf rejects connection for host "[local]", user "nobody", database "postgres", '
        "no encryption",
    }.items():
        url = secret.replace("user=guarded", f"user={role}")
        assert refused(url).endswith(f" cannot be used: {why}; ask the administrator of the server for access")


def test_a_wrong_password_is_refused_and_not_told(secret: str, refused: Callable[..., str]) -> None:
    sentence = f"{secret} cannot be used: {{}}; put the right one into ~/.pgpass, $PGPASSWORD or a service file"
    assert refused(secret, PGPASSFILE="/none") == sentence.format("fe_sendauth: no password supplied")
    wrong = sentence.format('password authentication failed for user "guarded"')
    assert refused(secret, PGPASSWORD="wrong-one") == wrong
    assert refused(f"{secret}&password=wrong-one") == wrong
    assert refused(secret.replace("postgresql://", "postgresql://guarded:wrong-one@", 1)) == wrong.replace(
        "postgresql://", "postgresql://guarded@", 1
    )


def test_the_password_comes_from_wherever_libpq_finds_it_and_is_never_shown(
    secret: str, schema: str, tracker: Tracker, tmp_path: Path
) -> None:
    url = in_schema(secret, schema)
    escaped = "".join(f"%{byte:02x}" for byte in PASSWORD.encode())
    passwords, services = tmp_path / "pgpass", tmp_path / "services"
    in_file = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    passwords.write_text(f"*:*:*:guarded:{in_file}\n", encoding="utf-8")
    passwords.chmod(0o600)
    services.write_text(f"[desk]\npassword={PASSWORD}\nuser=guarded\n", encoding="utf-8")
    ways: list[tuple[str, dict[str, str]]] = [
        (url, {"PGPASSWORD": PASSWORD}),
        (url, {"PGPASSFILE": str(passwords)}),
        (f"{url}&service=desk", {"PGSERVICEFILE": str(services)}),
        (f"{url}&password={escaped}", {}),
        (url.replace("postgresql://", f"postgresql://guarded:{escaped}@", 1), {}),
    ]
    tracker.done("init", TRACKER_REGISTER=url, PGPASSWORD=PASSWORD)
    for number, (way, environment) in enumerate(ways):
        with_register = {"TRACKER_REGISTER": way} | environment
        tracker.done("add", "LNG", "--by", "JP", "--to", "US", "--ref", f"lng-{number}", **with_register)
        runs = [
            tracker(*words, **with_register)
            for words in (
                ("info",),
                ("info", "--format", "json"),
                ("init",),
                ("show", "none"),
                ("backup",),
                ("restore",),
                ("restore", str(tmp_path / "none.json")),
                ("log", "--format", "json"),
            )
        ]
        said = "".join(run.output + run.errors for run in runs)
        assert PASSWORD not in said
        assert escaped not in said
        assert [run.exit_code for run in runs] == [0, 0, 5, 3, 0, 5, 4, 0]
        assert '"register": "postgresql://' in runs[1].output
    for path in (tmp_path / "state").rglob("*"):
        assert not {PASSWORD, escaped} & {*path.name.split("-"), path.name}


def test_a_server_that_lets_nobody_in_for_now_is_waited_for_and_then_named(
    own: Server, tell: Tell, schema: str, tracker: Tracker
) -> None:
    tell(f"CREATE ROLE {schema} LOGIN CONNECTION LIMIT 0")
    tracker.place = in_schema(own.url().replace(f"user={USER}", f"user={schema}"), schema)
    code, said = tracker("undo", "--lock-timeout", "0").refusal
    assert (code, said.partition("&schema")[2].partition(" ")[2]) == (
        4,
        f'cannot be used: too many connections for role "{schema}"; {NOT_NOW}',
    )


def test_a_server_that_lets_us_in_before_long_is_waited_for(
    own: Server, tell: Tell, schema: str, desk: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = f"late_{schema[2:12]}"
    tell(f"CREATE ROLE {role} LOGIN SUPERUSER CONNECTION LIMIT 0")
    monkeypatch.setattr(time, "sleep", lambda _: tell(f"ALTER ROLE {role} NOSUPERUSER CONNECTION LIMIT 9"))
    tell(f"ALTER ROLE {role} NOSUPERUSER", desk.grants(), f"GRANT {schema}_readers TO {role}")
    with PostgresStore(in_schema(own.url().replace(f"user={USER}", f"user={role}"), schema)).reading() as register:
        assert register.refs() == []


def test_where_no_register_is_nothing_is_read(own: Server, schema: str, tracker: Tracker, tell: Tell) -> None:
    tracker.place = in_schema(own.url(), schema)
    for words in (("list",), ADD, ("info",)):
        code, said = tracker(*words).refusal
        assert (code, said.partition("; ")[0]) == (4, f"there is no register at {tracker.place}")
    tell(f"CREATE SCHEMA {schema}")
    assert tracker("list").refusal[0] == 4
    tracker.done("init")
    assert tracker.done("list", "--format", "csv").rows == []


def test_a_schema_that_is_closed_to_us_is_not_told_as_no_register(
    desk: PostgresStore, schema: str, tracker: Tracker, tell: Tell
) -> None:
    role = f"guest_{schema[2:12]}"
    tell(f"CREATE ROLE {role} LOGIN")
    tracker.place = desk.location.replace(f"user={USER}", f"user={role}")
    for words in (("list",), ("info",), ("add", "LNG", "--by", "JP", "--to", "US")):
        code, said = tracker(*words).refusal
        assert (code, said) == (
            4,
            f"{tracker.place} refused the request: permission denied for schema {schema}; {UNGRANTED}",
        )


@pytest.mark.parametrize("way", ["the address", "the environment"])
def test_text_is_told_in_utf_8_whatever_encoding_is_asked_for(on_desk: Tracker, way: str) -> None:
    environment = {"PGCLIENTENCODING": "SQL_ASCII"} if way == "the environment" else {}
    if way == "the address":
        on_desk.place += "&client_encoding=SQL_ASCII"
    on_desk.done("add", "約束", "--by", "JP", "--to", "US", "--ref", "lng", **environment)
    assert on_desk.done("list", "--format", "json", **environment).row["title"] == "約束"


def test_the_schema_of_the_address_is_honoured_where_the_session_has_another(
    desk: PostgresStore, on_desk: Tracker, schema: str
) -> None:
    other = PostgresStore(desk.location.replace(schema, f"{schema}_other"))
    create(other, "UTC")
    on_desk.place += f"&options=-csearch_path%3D{schema}_other%20-ctimezone%3DAsia%2FTokyo"
    on_desk.done("add", "LNG", "--by", "JP", "--to", "US", "--ref", "lng")
    on_desk.done("mark", "lng", "in_progress")
    on_desk.done("undo")
    with desk.reading() as here, other.reading() as there:
        assert (here.refs(), there.refs()) == (["lng"], [])
    assert on_desk.done("info", "--format", "json").row["changed_at"].endswith(("Z", "+00:00"))


def test_a_pooler_that_takes_no_options_is_told_with_what_would_help(tracker: Tracker, tmp_path: Path) -> None:
    refusal = b"SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / ".s.PGSQL.5432"))
        listening.listen()

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(9999)
                connection.sendall(b"E" + (len(refusal) + 4).to_bytes(4, "big") + refusal)

        with ThreadPoolExecutor() as pool:
            pool.submit(answer)
            tracker.place = f"postgresql:///desk?host={tmp_path}"
            code, said = tracker("list").refusal
    assert (code, said) == (
        4,
        f"{tracker.place} cannot be used: unsupported startup parameter: options; {POOLED}",
    )


def test_what_takes_longer_than_it_may_is_ended_by_the_server(desk: PostgresStore, on_desk: Tracker) -> None:
    on_desk.place = f"{desk.location}&options=-c%20statement_timeout=100ms"
    lock = f"LOCK TABLE {desk.location.rpartition('=')[2]}.commitments"
    with psycopg.connect(desk.location.partition("&schema")[0]) as other:
        other.execute(lock.encode())
        code, said = on_desk("list").refusal
    assert (code, said.partition(" refused the request: ")[2]) == (4, TOO_LONG)
    assert on_desk.done("list", "--format", "csv").rows == []


def test_who_waits_for_others_waits_no_longer_than_asked(desk: PostgresStore, on_desk: Tracker) -> None:
    with psycopg.connect(desk.location.partition("&schema")[0]) as other:
        other.execute(f"LOCK TABLE {desk.location.rpartition('=')[2]}.commitments".encode())
        code, said = on_desk(*ADD, "--lock-timeout", "1").refusal
    assert code == 4
    assert said.startswith(
        f"{desk.location} is being written by another session and was not free within 1 s; try again"
    )
    on_desk.done(*ADD)


def test_a_server_that_is_read_only_says_so(desk: PostgresStore, on_desk: Tracker) -> None:
    on_desk.done(*ADD)
    on_desk.place = f"{desk.location}&options=-c%20default_transaction_read_only=on"
    assert on_desk.done("list", "--format", "json").refs == ["lng"]
    code, said = on_desk("undo").refusal
    assert (code, said.partition(" refused the request: ")[2]) == (
        4,
        "cannot execute UPDATE in a read-only transaction; name the server that takes changes; nothing was changed",
    )
    on_desk.place = on_desk.place.replace("schema=t", "schema=u")
    assert "cannot execute CREATE SCHEMA in a read-only transaction" in on_desk("init").refusal[1]


def test_a_standby_is_read_and_takes_no_change(
    own: Server, desk: PostgresStore, on_desk: Tracker, follower: Server
) -> None:
    on_desk.done(*ADD)
    copied = ["-D", str(follower.folder / "cluster"), "--write-recovery-conf", "--checkpoint=fast", "--no-sync"]
    line = [f"{PROGRAMS}/pg_basebackup", "--dbname", own.url(), "--username", USER, *copied]
    subprocess.run(line, check=True, capture_output=True, user=RUNS_AS, cwd=follower.folder)
    with (follower.folder / "cluster" / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(f"unix_socket_directories = '{follower.folder}'\n")
    follower.start()
    on_desk.place = in_schema(follower.url(), desk.location.rpartition("=")[2])
    assert on_desk.done("list", "--format", "json").refs == ["lng"]
    code, said = on_desk("undo").refusal
    assert (code, said.partition(" refused the request: ")[2]) == (
        4,
        "cannot use serializable mode in a hot standby; name the server that takes changes; nothing was changed",
    )


def test_pauses_grow_and_end_with_patience() -> None:
    first = list(islice(pauses(60), 20))
    assert all(earlier <= 4 * later for earlier, later in pairwise(first))
    assert max(first) <= 0.5
    assert list(pauses(0)) == []
