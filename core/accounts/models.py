"""Tables of sign-ins (shared, with a wall of their own) and of a tenant's people and roles."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, Shared, TenantOwned, inside, one_alive, utc_now
from core.database.folding import FOLDED, kept_folded
from core.database.walls import application_may


class Account(Shared, Base):
    """A sign-in, one for all tenants; seen by its owner, and by the tenants in which it holds a role.

    The application makes sign-ins and changes none. It never reads what is kept of a password: it asks for the salt,
    works out the hash anew, and the database compares (`password_salt`, `begin_session`), also before it keeps another
    one (`change_password`, and with a link `reset_password`).
    """

    __tablename__ = "account"
    __table_args__ = application_may("SELECT (id, email, email_key, name, language, created_at)", "INSERT")
    email: Mapped[str]
    #: The address folded to lower case; two sign-ins never share it.
    email_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None] = mapped_column(deferred=True, deferred_raiseload=True)
    language: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class AccountSession(Base):
    """A browser that is signed in, known by the hash of its token; ended by a date, swept a while later.

    Only functions make one: `begin_session` for whoever proves the password, `prove_sign_in_code` and
    `prove_sign_in_link` for whoever brings what a letter held.
    """

    __tablename__ = "account_session"
    __table_args__ = (
        CheckConstraint("second_factor IN ('none', 'due', 'passed')", name="second_factor"),
        application_may("SELECT", "UPDATE (last_seen_at, expires_at, ended_at)", "DELETE"),
    )
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    #: What the person recognises the browser by ("Firefox, Linux").
    label: Mapped[str]
    #: By a letter rather than by a password: whoever has no role may begin such a one, to take part in something.
    by_letter: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: "none", or "due" and then "passed" where the sign-in has a second factor: a session that owes it lets nobody in.
    second_factor: Mapped[str] = mapped_column(default="none", server_default="none")


class PasswordRequest(TenantOwned, Base):
    """Somebody who is not signed in typed this address and wants a new password; kept until the worker has looked."""

    __tablename__ = "password_request"
    __table_args__ = application_may("SELECT", "INSERT", "DELETE")
    email_key: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)


class PasswordReset(Base):
    """A link by which a password is set once, known by the hash of its token. The application only asks functions."""

    __tablename__ = "password_reset"
    __table_args__ = application_may()
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInRequest(TenantOwned, Base):
    """Somebody typed this address to sign in; kept until the worker has written the letter, whoever it is."""

    __tablename__ = "sign_in_request"
    __table_args__ = application_may("SELECT", "INSERT", "DELETE")
    email: Mapped[str]
    #: The language of the page: that of the letter, and of a sign-in that is made.
    language: Mapped[str]
    #: The page of the network to which the link leads; None for its first one.
    onward: Mapped[str | None]
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)


class SignInProof(Base):
    """What a letter holds by which somebody signs in, once: a link, and a code that counts with its request alone.

    Both are known by their hashes. The application only asks functions.
    """

    __tablename__ = "sign_in_proof"
    __table_args__ = application_may()
    request_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id", ondelete="CASCADE"))
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    onward: Mapped[str | None]
    token_hash: Mapped[str] = mapped_column(unique=True)
    code_hash: Mapped[str]
    #: How often another code was typed; five end it.
    wrong: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SecondFactor(Base):
    """That an app shows codes for a sign-in. What it was told is made of `grain` and our key, and kept nowhere."""

    __tablename__ = "second_factor"
    __table_args__ = application_may()
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    grain: Mapped[str]
    made_at: Mapped[datetime]
    #: The last code that counted: neither it nor an older one counts again.
    last_step: Mapped[int] = mapped_column(BigInteger)
    wrong: Mapped[int]
    wrong_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that counts once in place of the app's, known by its hash."""

    __tablename__ = "recovery_code"
    __table_args__ = application_may()
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None]


class Person(TenantOwned, Base):
    """A person as one tenant knows them, with or without an account and an e-mail address.

    The account is that of whoever proved the address. A trigger takes it away when the address becomes another one:
    a correction by staff never leaves somebody's registrations to whoever had them by mistake.
    """

    __tablename__ = "person"
    __table_args__ = (
        inside("edition", "rehearsal_id"),
        one_alive("uq_person_email_key", "email_key", alive="email_key IS NOT NULL AND rehearsal_id IS NULL"),
        one_alive(
            "uq_person_rehearsed",
            "rehearsal_id",
            "email_key",
            alive="email_key IS NOT NULL AND rehearsal_id IS NOT NULL",
        ),
        Index("ix_person_rehearsal", "tenant_id", "rehearsal_id"),
        Index("ix_person_organisation", "organisation_id"),
        # By it a sign-in finds its people in every network.
        Index("ix_person_email_key", "email_key"),
    )
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    first_name: Mapped[str]
    last_name: Mapped[str]
    email: Mapped[str | None]
    email_key: Mapped[str | None]
    phone: Mapped[str | None]
    language: Mapped[str]
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisation.id"))
    #: The edition in rehearsal that this person was made for, invented or not: nobody there is ever taken for somebody
    #: else, and all go when it is wiped. None for the people of the network.
    rehearsal_id: Mapped[uuid.UUID | None]
    #: When the person asked to be forgotten; the row stays for what is counted.
    forgotten_at: Mapped[datetime | None]
    #: Last name, first name and address, folded: what lists search, and by which they sort people.
    search: Mapped[str] = mapped_column(FOLDED, kept_folded("last_name", "first_name", "email"))


class RoleGrant(TenantOwned, Base):
    """A role of a sign-in in a tenant: for one module or all, in one territory or all, until a day or for good."""

    __tablename__ = "role_grant"
    __table_args__ = (
        inside("territory"),
        UniqueConstraint(
            "tenant_id", "account_id", "role", "module", "territory_id", postgresql_nulls_not_distinct=True
        ),
        # A grant is given to a sign-in whose address is known (`is_known_account`), and never moves to another one.
        application_may("SELECT", "INSERT", "UPDATE (until, last_used_on)", "DELETE"),
    )
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]
    module: Mapped[str | None]
    territory_id: Mapped[uuid.UUID | None]
    until: Mapped[date | None]
    #: The day on which somebody was last here with it (core.accounts.visits).
    last_used_on: Mapped[date | None]
