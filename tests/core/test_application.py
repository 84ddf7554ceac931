"""The first command on a database of one's own prepares it; on a given one it says what to do."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from core.app import main
from core.application import Application
from core.processes import start_sink
from core.settings import Settings
from tests.conftest import NETWORKS

Liaison = Callable[..., tuple[int | str | None, str]]


@pytest.fixture
def liaison(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Liaison:
    """The command in an environment that has nothing else: how it ends, and what it says: liaison({...}, "migrate").

    It runs in this process, for starting one takes longer than what the command does.
    """
    monkeypatch.setattr("core.app.log_discreetly", lambda: None)

    def command(environment: dict[str, str], *words: str) -> tuple[int | str | None, str]:
        with monkeypatch.context() as patched:
            for name in os.environ:
                patched.delenv(name)
            for name, value in environment.items():
                patched.setenv(name, value)
            patched.setattr("sys.argv", ["liaison", *words])
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        return ended.value.code, said.out + said.err

    return command


@pytest.fixture
def unprepared(settings: Settings):
    """The environment of a given database in which no migration has run."""
    admin = create_engine(settings.owner_address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    name = f"liaison_test_empty_{os.getpid()}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    addresses = {
        key: make_url(url).set(database=name).render_as_string(hide_password=False)
        for key, url in (("DATABASE_URL", settings.web_address), ("DATABASE_OWNER_URL", settings.owner_address))
    }
    networks = {"LIAISON_TENANTS": str(NETWORKS)}
    yield {"PATH": "/usr/bin:/bin", "REDIS_URL": settings.redis_url or "", **networks, **addresses}
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))


def test_a_given_database_is_prepared_by_hand_and_says_so(liaison: Liaison, unprepared: dict[str, str]) -> None:
    words = ("account", "add", "a@b.example", "--tenant", "orchard", "--role", "reader", "--password", "a long secret")
    as_served = {**unprepared, "DATABASE_OWNER_URL": ""}
    assert liaison(as_served, *words) == (
        2,
        "The database is not up to date: run liaison migrate, then liaison tenants sync.\n",
    )
    code, said = liaison(as_served, "migrate")
    assert (code, said.partition(":")[0]) == (2, "DATABASE_OWNER_URL is not set")
    assert liaison(unprepared, "migrate") == (0, "The database is up to date.\n")
    code, said = liaison(unprepared, "tenants", "sync")
    assert (code, "orchard: added" in said.splitlines()) == (0, True)
    assert liaison(unprepared, "tenants", "sync") == (0, "Nothing changed.\n")
    code, said = liaison(as_served, "tenants", "sync")
    assert (code, said.partition(":")[0]) == (2, "DATABASE_OWNER_URL is not set")
    assert liaison(as_served, *words)[0] == 0


@pytest.mark.parametrize("command", ["run", "demo"])
@pytest.mark.parametrize(
    "given",
    [
        {"DATABASE_URL": "postgresql://web@127.0.0.1:1/liaison"},
        {"LIAISON_PUBLIC_URL": "https://liaison.example"},
        {"LIAISON_HOST": "::"},
        {"SMTP_URL": "smtp://mail.example", "LIAISON_PUBLIC_URL": "https://l.example", "LIAISON_HOST": "192.0.2.1"},
    ],
)
def test_the_demonstration_comes_to_nobody_real(
    liaison: Liaison, tmp_path: Path, command: str, given: dict[str, str]
) -> None:
    environment = {"PATH": "/usr/bin:/bin", "LIAISON_DATA": str(tmp_path / "data"), "LIAISON_MAIL_FROM": "a@l.example"}
    environment.update(given)
    assert liaison(environment, command) == (
        2,
        f"Not with {' and '.join(given)}: everybody knows the password of the demonstration, which lives in a database "
        "of its own, on this machine alone. Unset that, or start each process by itself (docs/deploy.md).\n",
    )
    assert not (tmp_path / "data").exists()  # No server was started for it.


@pytest.mark.parametrize(("given", "keeps"), [({}, True), ({"public_url": "https://liaison.example"}, False)])
def test_the_captured_mail_keeps_secrets_where_liaison_is_tried_out(
    settings: Settings, modules, monkeypatch, given: dict[str, str], *, keeps: bool
) -> None:
    application = Application(replace(Settings(data=settings.data), **given), modules)
    application.__dict__.update(settings=settings, engine=None)  # They name the database of the tests, as if given.
    asked: list[bool] = []
    monkeypatch.setattr("core.processes.serve_sink", lambda *_parts, keeps_secrets: asked.append(keeps_secrets))
    start_sink(application)
    assert asked == [keeps]
