"""A password is set by a link, once and in time, or with the old one; the database lets nothing else through."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import ProgrammingError

from core.accounts.errors import DeadLinkError, SignInError, WeakPasswordError
from core.accounts.messages import PASSWORD_CHANGED, PASSWORD_LINK
from core.accounts.models import AccountSession, PasswordRequest, RoleGrant
from core.accounts.passwords import Weakness, hash_like, hash_password, refuse_weak, weakness
from core.accounts.recovery import ask_for_link, change_password, find_link, set_password
from core.accounts.services import grant_role, make_account, sign_in
from core.accounts.sessions import token_hash
from core.audit.models import AuditEntry
from core.database.base import utc_now
from core.messages.models import Message
from core.messages.rendering import check_text
from tests.together import at_once

ADA = "ada@harbour.example"
OLD, NEW = "long enough", "a longer sentence"


@pytest.fixture
def ada(unit_for) -> uuid.UUID:
    """Ada, who coordinates the Harbour and writes Dutch."""
    unit = unit_for()
    account = make_account(
        unit.session, email="Ada@harbour.example", name="Ada", password=OLD, language="nl", cost="cheap"
    )
    grant_role(unit, account, "coordinator")
    unit.session.commit()
    return account.id


@pytest.fixture
def asked(unit_for) -> Callable[..., None]:
    """Somebody asks for a link: asked(address, slug="harbour")."""

    def ask(email: str = ADA, *, slug: str = "harbour") -> None:
        unit = unit_for(slug, now=utc_now())
        ask_for_link(unit, email)
        unit.session.commit()

    return ask


@pytest.fixture
def link(asked, asked_letters, link_of, ada) -> str:
    """The token of a link for Ada."""
    asked()
    [letter] = asked_letters()
    return link_of(letter)


@pytest.fixture
def begun(unit_for) -> Callable[..., str]:
    """Begin a session with a password; return its token."""

    def begin(password: str = OLD, email: str = ADA) -> str:
        session = unit_for().session
        token = sign_in(session, email=email, password=password, now=utc_now(), label="", cost="cheap")
        session.commit()
        return token

    return begin


@pytest.fixture
def open_tokens(owner_engine: Engine) -> Callable[[], set[str]]:
    """The hashes of the sessions that go on."""
    query = select(AccountSession.token_hash).where(AccountSession.ended_at.is_(None))

    def read() -> set[str]:
        with owner_engine.connect() as connection:
            return set(connection.scalars(query))

    return read


@pytest.fixture
def set_by_link(unit_for) -> Callable[..., object]:
    def use(token: str, password: str = NEW) -> str:
        unit = unit_for(now=utc_now())
        address = set_password(unit, token, password, cost="cheap")
        unit.session.commit()
        return address

    return use


def move_links(owner_engine: Engine, by: timedelta) -> None:
    """Let every link be older."""
    with owner_engine.begin() as connection:
        connection.execute(
            text("UPDATE password_reset SET created_at = created_at - :by, expires_at = expires_at - :by"), {"by": by}
        )


def test_the_letters_have_a_text_that_fits_in_every_language() -> None:
    for kind in (PASSWORD_LINK, PASSWORD_CHANGED):
        for written in kind.texts.values():
            check_text(kind, written)
    assert (PASSWORD_LINK.secret, PASSWORD_CHANGED.secret) == (True, False)


def test_the_letter_goes_to_the_sign_in_in_its_language_and_its_text_is_nobody_elses(asked, asked_letters, ada) -> None:
    asked("  ADA@harbour.example ")
    [letter] = asked_letters()
    assert (letter.to_name, letter.to_address, letter.language) == ("Ada", "Ada@harbour.example", "nl")
    assert (letter.subject, letter.secret) == ("Uw wachtwoord voor De Haven 7-9", True)
    assert (letter.module, letter.reply_to) == ("accounts", "quay@harbour.example")
    assert "https://liaison.example/harbour/password/" not in letter.subject
    assert "binnen 45 minuten" in letter.body


def test_whoever_asks_a_page_does_the_same_whoever_they_name(unit_for, statements, ada) -> None:
    """The same statements in the same order: neither the answer nor its time tells whether there is such a sign-in."""
    sent = []
    for email in (ADA, "nobody@harbour.example"):
        unit = unit_for()
        with statements() as seen:
            ask_for_link(unit, email)
            unit.session.commit()
        sent.append(seen.texts)
    assert sent[0] == sent[1]
    assert all("account" not in each for each in sent[0])


def test_nobody_gets_a_letter_who_is_nobody_here(asked, asked_letters, unit_for, ada) -> None:
    asked("nobody@harbour.example")
    asked(slug="orchard")  # Ada has no role there: nothing there may tell of her.
    assert (asked_letters(), asked_letters("orchard")) == ([], [])
    for slug in ("harbour", "orchard"):
        assert unit_for(slug).session.scalar(select(func.count()).select_from(PasswordRequest)) == 0


def test_a_role_that_ended_brings_no_link(asked, asked_letters, unit_for, ada) -> None:
    unit = unit_for()
    unit.session.scalars(select(RoleGrant)).one().until = utc_now().date() - timedelta(days=2)
    unit.session.commit()
    asked()
    assert asked_letters() == []


def test_an_address_gets_one_letter_a_minute_and_three_an_hour(asked, asked_letters, owner_engine, ada) -> None:
    found = []
    for minutes in (0, 0, 2, 2, 2, 60):
        move_links(owner_engine, timedelta(minutes=minutes))
        asked()
        found.append(len(asked_letters()))
    assert found == [1, 1, 2, 3, 3, 4]


def test_a_link_is_looked_at_as_often_as_one_likes_and_used_once(link, unit_for, set_by_link, begun) -> None:
    session = unit_for().session
    looked = [find_link(session, link) for _ in range(5)]
    assert [(each.address, each.counts, each.used) for each in looked if each] == [(ADA, True, False)] * 5
    assert set_by_link(link) == ADA
    with pytest.raises(DeadLinkError):
        set_by_link(link, "another sentence")
    assert begun(NEW)
    for wrong in (OLD, "another sentence"):
        with pytest.raises(SignInError):
            begun(wrong)


def test_a_link_ends_the_sessions_and_every_other_link(
    link, asked, asked_letters, link_of, set_by_link, begun, open_tokens, *, owner_engine
) -> None:
    begun()
    begun()
    move_links(owner_engine, timedelta(minutes=2))
    asked()
    other = link_of(asked_letters()[-1])
    set_by_link(link)
    assert open_tokens() == set()
    with pytest.raises(DeadLinkError):
        set_by_link(other)


def test_a_link_counts_for_45_minutes(link, set_by_link, owner_engine, unit_for) -> None:
    move_links(owner_engine, timedelta(minutes=46))
    found = find_link(unit_for().session, link)
    assert found is not None
    assert (found.counts, found.used) == (False, False)
    with pytest.raises(DeadLinkError):
        set_by_link(link)


@pytest.mark.parametrize("token", ["", "x", "A" * 43])
def test_a_link_that_never_was_opens_nothing(token: str, link, set_by_link, unit_for) -> None:
    assert find_link(unit_for().session, token) is None
    with pytest.raises(DeadLinkError):
        set_by_link(token)


def test_two_who_use_a_link_at_once_use_it_once(link, set_by_link) -> None:
    outcomes = at_once(lambda: set_by_link(link, "the first sentence"), lambda: set_by_link(link, "the other sentence"))
    assert sorted(type(each).__name__ for each in outcomes) == ["DeadLinkError", "str"]


def test_whoever_sets_a_password_is_told_and_it_is_on_record(link, set_by_link, asked_letters, unit_for, ada) -> None:
    set_by_link(link)
    told = asked_letters()[-1]
    assert (told.kind, told.to_address, told.secret) == ("accounts.password_changed", "Ada@harbour.example", False)
    query = select(AuditEntry.act, AuditEntry.subject_id, AuditEntry.by_name).where(AuditEntry.act.like("%password%"))
    acts = unit_for().session.execute(query.order_by(AuditEntry.id)).all()
    assert acts == [("accounts.password.asked", ada, "Liaison"), ("accounts.password.set", ada, "Ada")]


@pytest.fixture
def changed(unit_for) -> Callable[..., None]:
    """Change Ada's password with the old one: changed(old, new, kept token)."""

    def change(old: str, new: str, kept: str = "") -> None:
        unit = unit_for(now=utc_now())
        change_password(unit, email=ADA, old=old, new=new, kept_session=token_hash(kept), cost="cheap")
        unit.session.commit()

    return change


def test_with_the_old_password_another_is_set_and_the_other_sessions_end(ada, begun, changed, open_tokens) -> None:
    here, _there = begun(), begun()
    changed(OLD, NEW, here)
    assert open_tokens() == {token_hash(here)}
    assert begun(NEW)
    with pytest.raises(SignInError):
        begun(OLD)


def test_the_same_change_twice_succeeds_and_tells_once(ada, begun, changed, unit_for) -> None:
    changed(OLD, NEW)
    changed(OLD, NEW)
    kinds = unit_for().session.scalars(select(Message.kind)).all()
    assert kinds == ["accounts.password_changed"]
    assert begun(NEW)


def test_without_the_old_password_nothing_changes(ada, begun, changed, link, unit_for) -> None:
    begun()
    with pytest.raises(SignInError):
        changed("not the old one", NEW)
    assert begun(OLD)
    found = find_link(unit_for().session, link)
    assert found is not None
    assert found.counts


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("nine char", Weakness.SHORT),
        ("aaaaaaaaaaaa", Weakness.REPEATED),
        ("ababababab", Weakness.REPEATED),
        ("Ada@Harbour.Example", Weakness.ADDRESS),
        ("ten chars!", None),
        ("пароль из слов", None),
    ],
)
def test_a_password_is_long_enough_and_not_what_everybody_knows(password: str, why: Weakness | None) -> None:
    assert weakness(password, ADA) == why


def test_a_password_that_is_none_is_set_nowhere(link, set_by_link, changed, begun) -> None:
    for act in (lambda: set_by_link(link, "short"), lambda: changed(OLD, "short")):
        with pytest.raises(WeakPasswordError):
            act()
    with pytest.raises(WeakPasswordError):
        refuse_weak("a sentence " * 100, ADA)
    assert begun(OLD)


DENIED = "permission denied"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM password_reset",
        "SELECT count(*) FROM password_reset",
        "INSERT INTO password_reset (token_hash, account_id, created_at, expires_at) "
        "SELECT 'mine', id, now(), now() + interval '1 hour' FROM account",
        "UPDATE password_reset SET used_at = NULL",
        "DELETE FROM password_reset",
        "UPDATE account SET password_hash = 'x'",
        "UPDATE password_request SET email_key = 'eve@b.example'",
    ],
)
def test_the_application_sees_no_link_and_makes_none_by_itself(link, unit_for, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=DENIED):
        unit_for().session.execute(text(statement))


def test_the_database_sets_no_password_without_a_proof_and_keeps_nothing_that_is_no_hash(link, unit_for, begun) -> None:
    session = unit_for().session
    salt = session.scalar(select(func.password_salt(ADA)))
    right, made, token = hash_like(salt, OLD), hash_password(NEW, cost="cheap"), token_hash(link)
    tries = (
        func.change_password(ADA, salt, made, ""),
        func.change_password(ADA, hash_like(salt, "wrong"), made, ""),
        func.change_password("nobody@harbour.example", right, made, ""),
        func.change_password(ADA, right, "", ""),
        func.change_password(ADA, right, NEW, ""),
        func.change_password(ADA, None, made, ""),
        func.reset_password(link, made),  # The token itself is no hash of a token.
        func.reset_password(token, NEW),
        func.reset_password(None, made),
    )
    assert [session.scalar(select(each)) for each in tries] == [None] * len(tries)
    session.commit()
    assert begun(OLD)


def test_the_database_gives_no_link_for_longer_than_an_hour_or_to_who_is_nobody_here(
    unit_for, ada, owner_engine
) -> None:
    far = utc_now() + timedelta(days=9)
    for slug, address, whose in (("orchard", ADA, None), ("harbour", "x@y.example", None), ("harbour", ADA, ada)):
        session = unit_for(slug).session
        assert session.scalar(select(func.begin_password_reset(address, f"{slug} {address}", far))) == whose
        session.commit()
    with owner_engine.connect() as connection:
        [life] = connection.scalars(text("SELECT expires_at - created_at FROM password_reset")).all()
    assert life == timedelta(hours=1)
