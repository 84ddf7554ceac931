"""Every setting of Liaison, read from the environment once and checked at start."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

#: The folder that holds core/ and plugins/: a checkout, or where a wheel was installed.
PROJECT = Path(__file__).resolve().parent.parent
CHECKOUT = (PROJECT / "pyproject.toml").is_file()
#: What Liaison needs beside its code (migrations/, tenants/, demo/): a wheel carries it inside.
SHIPPED = PROJECT if CHECKOUT else PROJECT / "core" / "shipped"

#: How the address of a PostgreSQL may begin.
POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")

#: From whom letters come as long as none leaves this machine.
NOBODY = "Liaison <liaison@localhost>"


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one sentence that names the variable and the remedy."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says, complete and checked.

    An address that is None means: the embedded server of the data folder (PostgreSQL, Valkey) or the captured
    mail page (SMTP).
    """

    data: Path
    #: The networks as files; those that Liaison brings are the demonstration's.
    tenants: Path = SHIPPED / "tenants"
    database_url: str | None = None
    #: For the commands that act as the owner of the tables; no process that serves needs it, or should have it.
    database_owner_url: str | None = None
    #: The database without the pooler that stands before it, for what needs a connection of its own.
    database_direct_url: str | None = None
    redis_url: str | None = None
    smtp_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    #: Where the captured mail is received, on this machine only.
    sink_port: int = 8025
    secret_key: str = field(default="", repr=False)
    mail_from: str = NOBODY
    public_url: str | None = None
    secure_cookies: bool = False
    #: How many proxies of ours stand before the web server; that many of their notes on the sender are believed.
    proxies: int = 0
    #: Processes of the web server, and how many requests each answers at once.
    web_workers: int = 2
    web_threads: int = 4
    #: How many megabytes of files to import one person may upload within an hour.
    upload_megabytes: int = 200
    #: Workers that `liaison run` starts for each lane of work (core.jobs.handlers.Lane).
    quick_workers: int = 1
    long_workers: int = 1
    password_cost: str = "strong"  # noqa: S105 - how much work a password's hash costs, not a password.

    @property
    def signing_key(self) -> str:
        """What forms are signed with: the given secret, else one kept in the data folder, made when first needed.

        Raises SettingsError when the folder can be neither read nor written.
        """
        return self.secret_key or _kept_secret(self.data)

    @property
    def web_address(self) -> str:
        """The database in the application's role; raises SettingsError before the servers are known."""
        return _known(self.database_url, "DATABASE_URL")

    @property
    def owner_address(self) -> str:
        """The database as the owner of its tables; raises SettingsError where that is not given."""
        if self.database_url is not None and self.database_owner_url is None:
            raise SettingsError(
                "DATABASE_OWNER_URL is not set: this command changes tables or networks as the owner of the database. "
                "Give it that address, and to no process that serves."
            )
        return _known(self.database_owner_url, "DATABASE_OWNER_URL")

    @property
    def listening_address(self) -> str:
        """The database as psycopg writes it, where one connection stays ours: to listen on, and for a lock that lasts.

        A pooler gives a connection to somebody else after each transaction, and both would be lost.
        """
        return (self.database_direct_url or self.web_address).replace("postgresql+psycopg://", "postgresql://", 1)

    @property
    def for_real(self) -> Sequence[str]:
        """The variables by which Liaison has a database that is given, a mail server, or an address for others.

        Without any it is only tried out: nobody is real, and nothing leaves the machine. Ask the settings as they were
        given: those that `core.servers` filled name every address.
        """
        said = {
            "DATABASE_URL": self.database_url is not None,
            "SMTP_URL": self.smtp_url is not None,
            "LIAISON_PUBLIC_URL": self.public_url is not None,
            "LIAISON_HOST": not _is_loopback(self.host),
        }
        return tuple(name for name, is_real in said.items() if is_real)

    @property
    def base_url(self) -> str:
        """The address written into letters, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def _known(address: str | None, name: str) -> str:
    if address is None:
        raise SettingsError(f"{name} is not known: start the servers first, or set it.")
    return address


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from `environment` (usually os.environ).

    Raises SettingsError when a variable cannot be understood, or when the owner's database address is set alone.
    """
    # Beside an installed wheel nothing is ours to write: the data lie where the command is given.
    data = _folder(environment, "LIAISON_DATA", PROJECT / "var" if CHECKOUT else Path("var"))
    database = _address(environment, "DATABASE_URL", POSTGRESQL)
    owner = _address(environment, "DATABASE_OWNER_URL", POSTGRESQL)
    if owner is not None and database is None:
        raise SettingsError(
            "DATABASE_OWNER_URL is set but DATABASE_URL is not: set both, or neither to use the embedded server."
        )
    port = _port("LIAISON_PORT", environment.get("LIAISON_PORT") or "8000")
    smtp = _with_port(environment, "SMTP_URL", ("smtp", "smtps", "smtp+starttls"))
    public = _address(environment, "LIAISON_PUBLIC_URL", ("http", "https"))
    sender = environment.get("LIAISON_MAIL_FROM") or NOBODY
    if smtp is not None:
        _refuse_letters_from_nowhere(sender, public)
    return Settings(
        data=data,
        tenants=_folder(environment, "LIAISON_TENANTS", SHIPPED / "tenants"),
        database_url=_psycopg(database),
        database_owner_url=_psycopg(owner),
        database_direct_url=_psycopg(_address(environment, "DATABASE_DIRECT_URL", POSTGRESQL)),
        redis_url=_address(environment, "REDIS_URL", ("redis", "rediss", "unix")),
        smtp_url=smtp,
        host=environment.get("LIAISON_HOST") or "127.0.0.1",
        port=port,
        sink_port=_port("LIAISON_SINK_PORT", environment.get("LIAISON_SINK_PORT") or str(_beside(port))),
        secret_key=environment.get("LIAISON_SECRET_KEY") or "",
        mail_from=sender,
        public_url=public,
        secure_cookies=(environment.get("LIAISON_PUBLIC_URL") or "").startswith("https://"),
        proxies=_count(environment.get("LIAISON_PROXIES") or "0"),
        web_workers=_number(environment, "LIAISON_WEB_WORKERS", 2),
        web_threads=_number(environment, "LIAISON_WEB_THREADS", 4),
        upload_megabytes=_number(environment, "LIAISON_UPLOAD_MEGABYTES", 200),
        quick_workers=_number(environment, "LIAISON_QUICK_WORKERS", 1),
        long_workers=_number(environment, "LIAISON_LONG_WORKERS", 1),
        password_cost=environment.get("LIAISON_PASSWORD_COST") or "strong",
    )


def _folder(environment: Mapping[str, str], name: str, otherwise: Path) -> Path:
    return Path(environment.get(name) or otherwise).expanduser().absolute()


def _address(environment: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    value = (environment.get(name) or "").strip()
    if not value:
        return None
    if urlsplit(value).scheme not in schemes:
        raise SettingsError(f"{name} must start with one of {', '.join(s + '://' for s in schemes)}; correct it.")
    return value


def _with_port(environment: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    """Refuse an address whose password was not written for an address: it is cut off, and the rest is no port."""
    value = _address(environment, name, schemes)
    try:
        if value is not None and urlsplit(value).port == 0:
            raise ValueError
    except ValueError as error:
        raise SettingsError(
            f"{name} has no port from 1 to 65535 where one should stand: correct it, and in a name or a password "
            "write / as %2F, # as %23, ? as %3F and % as %25."
        ) from error
    return value


def _refuse_letters_from_nowhere(sender: str, public_url: str | None) -> None:
    """Refuse to send letters to the world that nobody could answer, and whose links lead to this machine."""
    host = parseaddr(sender)[1].rpartition("@")[2]
    if "." not in host or host.endswith((".localhost", ".local", ".localdomain")):
        raise SettingsError(
            f"LIAISON_MAIL_FROM is {sender!r}, and SMTP_URL is set: give the address that letters come from, "
            "such as 'Liaison <liaison@network.example>'."
        )
    if public_url is None:
        raise SettingsError(
            "SMTP_URL is set but LIAISON_PUBLIC_URL is not: the links in letters would lead to this machine; "
            "give the address at which people find the site."
        )


def _psycopg(url: str | None) -> str | None:
    """Name the driver, so that the address means the same to SQLAlchemy in every version."""
    return None if url is None else "postgresql+psycopg://" + url.split("://", 1)[1]


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _port(name: str, text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingsError(f"{name} is {text!r}: give a number from 1 to 65535.")
    return int(text)


def _beside(port: int) -> int:
    """Return the port of the captured mail when none is given: as far from the web's as 25 is from 0."""
    return port + 25 if port + 25 < 65536 else port - 25


def _count(text: str) -> int:
    if not text.isdigit() or int(text) > 9:
        raise SettingsError(f"LIAISON_PROXIES is {text!r}: give the number of your proxies, 0 to 9.")
    return int(text)


def _number(environment: Mapping[str, str], name: str, usual: int) -> int:
    text = environment.get(name) or str(usual)
    if not text.isdigit() or not 0 < int(text) < 1000:
        raise SettingsError(f"{name} is {text!r}: give a number from 1 to 999.")
    return int(text)


def _kept_secret(data: Path) -> str:
    """Return the secret kept in the data folder, made at the first start, so that a restart ends nobody's session."""
    path = data / "secret-key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror}): run the command as the account that first used that folder, "
            "or set LIAISON_DATA to a folder of your own."
        ) from error
    secret = secrets.token_urlsafe(48)
    try:
        data.mkdir(parents=True, exist_ok=True)
        draft = data / f".secret-key-{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secret)
        with suppress(FileExistsError):  # Another process was first: then its secret holds.
            path.hardlink_to(draft)
        draft.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise SettingsError(
            f"{data} cannot be written ({error.strerror}): free space there, or set LIAISON_DATA to another folder."
        ) from error
