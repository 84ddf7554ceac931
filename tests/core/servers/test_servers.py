"""Commands and their servers: started, shared, kept, and gone when the last command has ended, however it ended."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.servers import ServerError, servers, serving
from core.servers.binaries import find_postgres
from core.settings import Settings
from tests.core.servers.ground import Runner, Start, processes, supervisor_of
from tests.waiting import until


def connect(address: str | None) -> psycopg.Connection[tuple[object, ...]]:
    assert address
    return psycopg.connect("postgresql://" + address.split("://", 1)[1], autocommit=True)


def ask(address: str | None, question: str) -> list[tuple[object, ...]]:
    with connect(address) as connection:
        return connection.execute(question).fetchall()


def act(address: str | None, statement: str) -> None:
    with connect(address) as connection:
        connection.execute(statement)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_fresh_folder_gets_two_roles_without_rights_over_each_other(data: Path) -> None:
    with servers(Settings(data=data), fast=True) as filled:
        rights = "rolname::text, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls"
        who = f"SELECT {rights} FROM pg_roles WHERE rolname = current_user"
        assert ask(filled.database_owner_url, who) == [("liaison_owner", False, True, False, False)]
        assert ask(filled.database_url, who) == [("liaison_web", False, False, False, False)]
        shape = "pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datctype"
        owner = f"SELECT {shape} FROM pg_database WHERE datname = 'liaison'"
        assert ask(filled.database_url, owner) == [("liaison_owner", "UTF8", "C.UTF-8")]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            act(filled.database_url, "CREATE TABLE public.mine ()")


def test_the_extensions_of_the_search_can_be_made_by_the_owner(data: Path) -> None:
    with servers(Settings(data=data), fast=True) as filled:
        for name in ("pg_trgm", "unaccent", "btree_gist"):
            act(filled.database_owner_url, f"CREATE EXTENSION {name}")
        assert ask(filled.database_url, "SELECT unaccent('Liège')") == [("Liege",)]


def test_nobody_else_can_reach_the_servers_or_their_passwords(data: Path) -> None:
    with servers(Settings(data=data), fast=True) as filled:
        assert ask(filled.database_url, "SHOW listen_addresses") == [("",)]
        assert [mode(data / name) for name in ("run", "postgres", "valkey", "log")] == [0o700] * 4
        assert [mode(data / name) for name in ("passwords.json", "in-use.lock", "served.lock")] == [0o600] * 3
        assert filled.redis_url
        with redis.Redis.from_url(filled.redis_url) as queue:
            assert queue.config_get("port") == {"port": "0"}
            assert queue.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        stranger = redis.Redis(unix_socket_path=str(data / "run" / "valkey.sock"), retry=Retry(NoBackoff(), 0))
        with stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
        with pytest.raises(psycopg.OperationalError):
            connect(str(filled.database_url).replace(":", ":x", 2).replace(":x", ":", 1))


def test_what_was_written_is_there_at_the_next_start(data: Path) -> None:
    settings = Settings(data=data)
    with servers(settings, until_stopped=True) as filled:
        assert filled.redis_url
        act(filled.database_owner_url, "CREATE TABLE kept AS SELECT 7 AS number")
        with redis.Redis.from_url(filled.redis_url) as queue:
            queue.set("kept", "7")
    assert not serving(filled)
    with servers(settings, until_stopped=True) as again:
        assert again == filled
        assert serving(again)
        assert ask(again.database_owner_url, "SELECT number FROM kept") == [(7,)]
        with redis.Redis.from_url(filled.redis_url) as queue:
            assert queue.get("kept") == b"7"


def test_two_commands_share_and_each_may_be_killed(data: Path, start: Start, runner: Runner) -> None:
    first, second = start(runner), start(runner)
    addresses = first.answer()
    assert second.answer() == addresses
    supervisor = supervisor_of(data)
    first.kill()
    third = start(runner)
    assert (third.answer(), supervisor_of(data)) == (addresses, supervisor)
    assert {path.stat().st_uid for path in (data / "postgres", data / "run")} == {server_account(runner.uid)}
    second.kill()
    third.kill()
    until(lambda: not processes(data))


def server_account(runner: int) -> int:
    import pwd

    return runner if runner else pwd.getpwnam("liaison").pw_uid


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM])
def test_a_signal_to_the_only_command_ends_the_servers(data: Path, start: Start, number: signal.Signals) -> None:
    holder = start()
    assert "error" not in holder.answer()
    assert len(processes(data)) >= 3
    holder.process.send_signal(number)
    until(lambda: not processes(data))


def test_a_killed_supervisor_takes_its_servers_along_and_the_next_waits_for_them(data: Path, start: Start) -> None:
    first = start(fast=False)
    addresses = first.answer()
    act(addresses["owner"], "CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(supervisor_of(data), signal.SIGKILL)
    second = start(fast=False)
    assert second.answer() == addresses
    assert ask(addresses["owner"], "SELECT number FROM kept") == [(7,)]


def test_a_server_that_dies_ends_the_other_and_the_reason_is_written_down(data: Path, start: Start) -> None:
    start().answer()
    os.kill(int((data / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    until(lambda: not processes(data))
    assert "PostgreSQL ended by itself (code -9)" in (data / "log" / "supervisor.log").read_text()


def test_a_first_start_cut_short_leaves_nothing_half_done(data: Path, start: Start, runner: Runner) -> None:
    first = start(runner)
    until(lambda: any(data.glob("postgres.new-*/data/base")))
    for process in processes(data):
        os.kill(process, signal.SIGKILL)
    first.kill()
    assert not (data / "postgres").exists()
    second = start(runner)
    assert ask(second.answer()["web"], "SELECT 1") == [(1,)]
    assert list(data.glob("postgres.new-*")) == []


def test_a_path_too_long_for_a_socket_gets_a_short_folder_of_its_own(data: Path, start: Start, runner: Runner) -> None:
    deep = data / ("long" * 30)
    deep.mkdir()
    addresses = start(runner, deep).answer()
    assert ask(addresses["web"], "SELECT 1") == [(1,)]
    sockets = Path(addresses["redis"].split("@")[1].split("?")[0]).parent
    assert (len(str(sockets)) < 60, mode(sockets)) == (True, 0o700)
    assert sockets.stat().st_uid == server_account(runner.uid)


def test_a_short_folder_of_somebody_else_is_refused(data: Path, start: Start, stranger: Runner) -> None:
    from core.servers.account import Account
    from core.servers.folder import Folder

    deep = data / ("long" * 30)
    deep.mkdir()
    trap = Folder(deep).sockets(Account("", stranger.uid, 0, False))
    trap.mkdir(mode=0o777)
    try:
        said = start(stranger, deep).answer()
        assert said == {
            "error": f"{trap} must be a folder of the account 'nobody' that nobody else can enter: remove it, "
            "or set LIAISON_DATA to a folder with a shorter path."
        }
    finally:
        trap.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the servers to another account")
def test_a_folder_closed_to_the_account_is_named_and_stays_closed(data: Path) -> None:
    closed = data / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(ServerError) as caught, servers(Settings(data=closed / "data"), fast=True):
        pass
    assert str(caught.value) == (
        f"The account 'liaison', which runs the servers for root, cannot enter {closed}: "
        "set LIAISON_DATA to a folder open to it (such as /var/lib/liaison)."
    )
    assert mode(closed) == 0o700
    assert list((closed / "data").glob("postgres*")) == []


def test_a_folder_of_somebody_else_is_refused_in_one_sentence(data: Path, start: Start, stranger: Runner) -> None:
    with servers(Settings(data=data), fast=True):
        pass
    (data / "secret-key").write_text("so that only the servers' files are closed")
    said = subprocess.run(
        [stranger.python, Path(__file__).parent / "holder.py"],
        env={**stranger.environment, "LIAISON_DATA": str(data), "LIAISON_SECRET_KEY": "given"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        **stranger.account,
    )
    assert said.stdout.strip() == (
        f'{{"error": "{data / "in-use.lock"} is closed to your account: run the command as the account that first '
        f'used {data}, or set LIAISON_DATA to a folder of your own."}}'
    )


def test_a_database_of_another_version_is_not_touched(data: Path) -> None:
    (data / "postgres").mkdir()
    (data / "postgres" / "PG_VERSION").write_text("11\n")
    (data / "passwords.json").write_text('{"owner": "a", "web": "b", "first": "c", "valkey": "d"}')
    with pytest.raises(ServerError) as caught, servers(Settings(data=data), fast=True):
        pass
    assert str(caught.value) == (
        "The database was written by PostgreSQL 11, which is not on this machine: install it "
        "(apt-get install postgresql-11), or move the database with that version's pg_dump."
    )


def test_a_database_whose_passwords_are_lost_is_not_opened(data: Path) -> None:
    (data / "postgres").mkdir()
    with pytest.raises(ServerError) as caught, servers(Settings(data=data), fast=True):
        pass
    assert (
        str(caught.value) == f"{data / 'passwords.json'} is missing beside the database: put it back from your backup."
    )


def test_only_the_server_that_is_not_given_is_started(data: Path) -> None:
    with servers(Settings(data=data), fast=True) as filled:
        half = Settings(
            data=data / "other", database_url=filled.database_url, database_owner_url=filled.database_owner_url
        )
        with servers(half, fast=True) as other:
            assert (other.database_url, other.database_owner_url) == (filled.database_url, filled.database_owner_url)
            assert str(data / "other" / "run" / "valkey.sock") in str(other.redis_url)
            assert not (data / "other" / "postgres").exists()
            with servers(replace(half, database_owner_url=None), fast=True) as served:
                assert (served.database_url, served.database_owner_url) == (filled.database_url, None)
            with pytest.raises(ServerError) as caught, servers(Settings(data=data / "other"), fast=True):
                pass
            assert str(caught.value) == (
                f"Another command uses {data / 'other'} with a server of its own: end it first, or give both commands "
                "the same DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL."
            )


@pytest.mark.skipif(not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")), reason="no PostgreSQL of the system")
def test_the_systems_postgresql_serves_as_well(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.servers import binaries, postgres
    from core.servers.account import account_for
    from core.servers.folder import Folder, database_url, make_passwords, make_sockets_folder
    from core.servers.locks import opened

    monkeypatch.setattr(binaries, "_package", lambda _name: [])
    folder, account = Folder(data), account_for(data)
    passwords = make_passwords(folder)
    folder.log.mkdir()
    make_sockets_folder(folder.sockets(account), account)
    with opened(folder.supervisor, inherited=True) as lock:
        postgres.prepare(folder, account, passwords, fast=True)
        server = postgres.start(folder, account, fast=True, keeps=lock.fileno())
        try:
            found = ask(database_url(folder, account, "liaison_web", passwords.web), "SHOW server_version_num")
            assert int(str(found[0][0])) // 10000 == find_postgres().version
        finally:
            postgres.stop(server)
    assert server.returncode == 0
