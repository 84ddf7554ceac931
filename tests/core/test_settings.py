"""The settings: complete and checked, or one sentence that names the variable."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from core.settings import PROJECT, Settings, SettingsError, read_settings


def sentence(environment: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings({"LIAISON_SECRET_KEY": "given", **environment})
    return str(caught.value)


#: What letters that leave need beside a mail server.
WRITES = {"LIAISON_PUBLIC_URL": "https://l.example", "LIAISON_MAIL_FROM": "liaison@l.example"}


def test_nothing_set_means_the_servers_of_the_data_folder() -> None:
    assert read_settings({"LIAISON_SECRET_KEY": "given"}) == Settings(data=PROJECT / "var", secret_key="given")


def test_every_address_is_taken_with_the_driver_named() -> None:
    settings = read_settings(
        {
            "LIAISON_SECRET_KEY": "given",
            "DATABASE_URL": "postgres://web@db/liaison",
            "DATABASE_OWNER_URL": "postgresql://owner@db/liaison",
            "REDIS_URL": "redis://queue",
            "SMTP_URL": "smtp+starttls://mail",
            "LIAISON_MAIL_FROM": "Liaison <liaison@network.example>",
            "LIAISON_PUBLIC_URL": "https://liaison.example/",
        }
    )
    assert (settings.database_url, settings.database_owner_url) == (
        "postgresql+psycopg://web@db/liaison",
        "postgresql+psycopg://owner@db/liaison",
    )
    assert (settings.redis_url, settings.smtp_url) == ("redis://queue", "smtp+starttls://mail")
    assert (settings.base_url, settings.secure_cookies) == ("https://liaison.example", True)


def test_what_serves_needs_no_owner_of_the_database() -> None:
    settings = read_settings({"DATABASE_URL": "postgresql://web@db/liaison"})
    assert (settings.web_address, settings.database_owner_url) == ("postgresql+psycopg://web@db/liaison", None)
    with pytest.raises(SettingsError) as caught:
        _ = settings.owner_address
    assert str(caught.value) == (
        "DATABASE_OWNER_URL is not set: this command changes tables or networks as the owner of the database. "
        "Give it that address, and to no process that serves."
    )


def test_the_owner_of_a_database_alone_is_refused() -> None:
    assert sentence({"DATABASE_OWNER_URL": "postgresql://db/liaison"}) == (
        "DATABASE_OWNER_URL is set but DATABASE_URL is not: set both, or neither to use the embedded server."
    )


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, ()),
        ({"LIAISON_HOST": "localhost", "REDIS_URL": "redis://queue"}, ()),
        ({"LIAISON_HOST": "::1"}, ()),
        ({"LIAISON_HOST": "::"}, ("LIAISON_HOST",)),
        ({"LIAISON_HOST": "liaison.example"}, ("LIAISON_HOST",)),
        ({"DATABASE_URL": "postgresql://web@db/liaison"}, ("DATABASE_URL",)),
        ({"SMTP_URL": "smtp://mail", **WRITES}, ("SMTP_URL", "LIAISON_PUBLIC_URL")),
    ],
)
def test_what_makes_it_more_than_a_trial_is_named(given: dict[str, str], named: tuple[str, ...]) -> None:
    assert read_settings(given).for_real == named


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8000.5"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    assert sentence({"LIAISON_PORT": port}) == f"LIAISON_PORT is {port!r}: give a number from 1 to 65535."


def test_behind_a_pooler_the_database_itself_has_an_address_of_its_own() -> None:
    given = {"DATABASE_URL": "postgresql://web@pool/db", "DATABASE_OWNER_URL": "postgresql://owner@db/db"}
    assert read_settings(given).listening_address == "postgresql://web@pool/db"
    direct = read_settings({**given, "DATABASE_DIRECT_URL": "postgres://web@db/db"})
    assert (direct.listening_address, direct.web_address) == (
        "postgresql://web@db/db",
        "postgresql+psycopg://web@pool/db",
    )


@pytest.mark.parametrize(
    "name", ["LIAISON_WEB_WORKERS", "LIAISON_WEB_THREADS", "LIAISON_QUICK_WORKERS", "LIAISON_LONG_WORKERS"]
)
def test_how_many_there_are_is_set(name: str) -> None:
    field = name.removeprefix("LIAISON_").lower()
    assert getattr(read_settings({name: "12"}), field) == 12
    for wrong in ("0", "-1", "many", "1000"):
        assert sentence({name: wrong}) == f"{name} is {wrong!r}: give a number from 1 to 999."


def test_an_address_of_another_kind_is_refused() -> None:
    assert sentence({"REDIS_URL": "http://queue"}) == (
        "REDIS_URL must start with one of redis://, rediss://, unix://; correct it."
    )


@pytest.mark.parametrize(
    "url", ["smtps://mail:99999", "smtps://mail:0", "smtps://us:hash#tag@mail", "smtp://us:a/b@mail"]
)
def test_a_mail_server_whose_port_or_password_is_miswritten_is_refused(url: str) -> None:
    assert sentence({"SMTP_URL": url}) == (
        "SMTP_URL has no port from 1 to 65535 where one should stand: correct it, and in a name or a password "
        "write / as %2F, # as %23, ? as %3F and % as %25."
    )


@pytest.mark.parametrize("sender", [None, "Liaison <liaison@localhost>", "liaison@server.local", "nobody"])
def test_no_letter_leaves_that_nobody_could_answer(sender: str | None) -> None:
    """From liaison@localhost nothing goes to real people (finding 8)."""
    given = {"SMTP_URL": "smtp://mail", "LIAISON_PUBLIC_URL": "https://l.example"}
    said = sentence({**given, **({"LIAISON_MAIL_FROM": sender} if sender else {})})
    assert said == (
        f"LIAISON_MAIL_FROM is {sender or 'Liaison <liaison@localhost>'!r}, and SMTP_URL is set: give the address that "
        "letters come from, such as 'Liaison <liaison@network.example>'."
    )


def test_no_letter_leaves_whose_links_lead_to_this_machine() -> None:
    assert sentence({"SMTP_URL": "smtp://mail", "LIAISON_MAIL_FROM": "liaison@l.example"}) == (
        "SMTP_URL is set but LIAISON_PUBLIC_URL is not: the links in letters would lead to this machine; "
        "give the address at which people find the site."
    )


def test_the_secret_is_made_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    environment = {"LIAISON_DATA": str(tmp_path / "data")}
    assert not (tmp_path / "data").exists()
    first = read_settings(environment).signing_key
    assert (len(first) >= 48, read_settings(environment).signing_key) == (True, first)
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret-key"]


def test_a_data_folder_that_cannot_be_made_is_said() -> None:
    with pytest.raises(SettingsError) as caught:
        _ = read_settings({"LIAISON_DATA": "/proc/liaison"}).signing_key
    assert str(caught.value) == (
        "/proc/liaison cannot be written (No such file or directory): free space there, "
        "or set LIAISON_DATA to another folder."
    )


@pytest.mark.parametrize("said", ["many", "-1", "10"])
def test_a_number_of_proxies_that_is_none_is_said(said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"LIAISON_PROXIES": said})
    assert str(caught.value) == f"LIAISON_PROXIES is {said!r}: give the number of your proxies, 0 to 9."
