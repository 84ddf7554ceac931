"""Somebody is invited by letter and accepts once, in time, while whoever invited may; the invitation tells nothing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from core.accounts.errors import AccountError, WeakPasswordError
from core.accounts.models import Account
from core.accounts.services import make_account, sign_in
from core.accounts.sessions import token_hash
from core.audit.models import AuditEntry
from core.contract.acting import Actor, NotAllowedError
from core.database.base import utc_now
from core.language.dates import day_of
from core.staff.errors import (
    AlreadyHereError,
    AlreadyInvitedError,
    DeadInvitationError,
    MovedError,
    UnknownColleagueError,
)
from core.staff.inviting import (
    InvitationWish,
    accept_invitation,
    invite,
    invite_again,
    open_invitation,
    version_of_invitation,
    withdraw_invitation,
)
from core.staff.models import Invitation
from core.staff.queries import colleague, invitation_of, open_invitations
from core.staff.rules import RoleWish
from core.staff.services import take_all_roles
from core.tenancy.unit import Unit
from tests.core.staff.conftest import PASSWORD
from tests.together import at_once

SOON = day_of(utc_now()) + timedelta(days=30)
ADA = "Ada@harbour.example"


@pytest.fixture
def claire(join) -> uuid.UUID:
    return join("claire", "coordinator")


@pytest.fixture
def wish(places) -> InvitationWish:
    """Ada is to be referent in the north for lunches until soon, and to look at everything."""
    roles = (RoleWish("referent", "lunch", places["north"], SOON), RoleWish("reader"))
    return InvitationWish(f" {ADA} ", "Ada Lovelace", "nl", roles)


Do = Callable[..., object]


@pytest.fixture
def do(acting) -> Do:
    """Do an act in a transaction of its own: do(who, act, *what)."""

    def done(
        who: uuid.UUID, act: Callable[..., object], *what: object, slug: str = "harbour", **more: object
    ) -> object:
        unit = acting(who, slug=slug)
        with unit.session:
            outcome = act(unit, *what, **more)
            unit.session.commit()
        return outcome

    return done


@pytest.fixture
def accept(unit_for) -> Do:
    """Bring a link: accept(token, password); returns the sign-in's id."""

    def brought(token: str, password: str = PASSWORD, *, slug: str = "harbour", days: int = 0) -> uuid.UUID:
        unit = unit_for(slug, actor=Actor(name=""), now=utc_now() + timedelta(days=days))
        with unit.session:
            account = accept_invitation(unit, token, name="Ada L.", password=password, cost="cheap")
            unit.session.commit()
            return account.id

    return brought


def seen(unit: Unit, invitation_id: uuid.UUID) -> str:
    return version_of_invitation(invitation_of(unit.session, unit.actor, invitation_id).invitation)


def test_the_letter_says_who_invites_to_what_and_keeps_its_link_to_itself(do, claire, wish, outbox, token_of) -> None:
    do(claire, invite, wish)
    [letter] = outbox()
    assert (letter.to_name, letter.to_address, letter.language) == ("Ada Lovelace", ADA, "nl")
    assert (letter.secret, letter.reply_to) == (True, "quay@harbour.example")
    assert letter.subject == "Uitnodiging voor het team van De Haven 7-9"
    assert "Claire nodigt u uit" in letter.body
    assert "· Noord · Network lunches · " in letter.body
    assert token_of(letter) not in letter.subject
    assert f"https://liaison.example/harbour/invitation/{token_of(letter)}" in letter.body


def test_whoever_accepts_has_a_sign_in_and_the_roles(
    do, claire, wish, outbox, token_of, accept, *, grants, unit_for, places
) -> None:
    do(claire, invite, wish)
    assert [row.account_id for row in grants()] == [claire]
    account_id = accept(token_of(outbox()[0]))
    assert [(row.role, row.module, row.territory_id, row.until) for row in grants(account_id)] == [
        ("referent", "lunch", places["north"], SOON),
        ("reader", None, None, None),
    ]
    session = unit_for().session
    account = session.scalars(select(Account).where(Account.id == account_id)).one()
    assert (account.email, account.name, account.language) == (ADA, "Ada L.", "nl")
    assert sign_in(session, email=ADA, password=PASSWORD, now=utc_now(), label="", cost="cheap")
    query = select(AuditEntry.act, AuditEntry.by_account_id).where(AuditEntry.act.not_like("%.granted"))
    assert session.execute(query.order_by(AuditEntry.id)).all() == [
        ("staff.invitation.sent", claire),
        ("staff.invitation.accepted", account_id),
    ]


def test_a_link_is_used_once(do, claire, wish, outbox, token_of, accept) -> None:
    do(claire, invite, wish)
    token = token_of(outbox()[0])
    accept(token)
    with pytest.raises(DeadInvitationError):
        accept(token, "another sentence")


def test_two_who_bring_a_link_at_once_use_it_once(do, claire, wish, outbox, token_of, accept) -> None:
    do(claire, invite, wish)
    token = token_of(outbox()[0])
    outcomes = at_once(lambda: accept(token, "the first sentence"), lambda: accept(token, "the other sentence"))
    assert sorted(type(each).__name__ for each in outcomes) == ["DeadInvitationError", "UUID"]


def test_a_link_counts_for_fourteen_days(do, claire, wish, outbox, token_of, accept) -> None:
    do(claire, invite, wish)
    token = token_of(outbox()[0])
    with pytest.raises(DeadInvitationError):
        accept(token, days=14)
    assert accept(token, days=13)


def test_a_password_that_is_none_makes_nothing(do, claire, wish, outbox, token_of, accept) -> None:
    do(claire, invite, wish)
    token = token_of(outbox()[0])
    with pytest.raises(WeakPasswordError):
        accept(token, "short")
    assert accept(token)


def test_another_network_does_not_know_the_link(do, claire, wish, outbox, token_of, accept, unit_for) -> None:
    do(claire, invite, wish)
    token = token_of(outbox()[0])
    assert open_invitation(unit_for("orchard"), token) is None
    with pytest.raises(DeadInvitationError):
        accept(token, slug="orchard")


@pytest.fixture
def known(unit_for) -> uuid.UUID:
    """Ada has a sign-in already, because of another network."""
    unit = unit_for("orchard")
    account = make_account(
        unit.session, email=ADA, name="A. Lovelace", password="quite another one", language="fr", cost="cheap"
    )
    unit.session.commit()
    return account.id


def test_who_has_a_sign_in_keeps_it_and_is_given_the_roles_alone(
    do, claire, wish, outbox, token_of, accept, *, known, grants, unit_for
) -> None:
    do(claire, invite, wish)
    assert accept(token_of(outbox()[0]), "") == known
    assert [row.role for row in grants(known)] == ["referent", "reader"]
    session = unit_for().session
    assert session.scalars(select(Account.name).where(Account.id == known)).one() == "A. Lovelace"
    assert sign_in(session, email=ADA, password="quite another one", now=utc_now(), label="", cost="cheap")


def test_nothing_tells_the_inviter_whether_there_is_such_a_sign_in(
    do, claire, wish, outbox, statements, *, known, acting, token_of
) -> None:
    """Not the letter, not the rows, not what the database is asked, and with it not the time that it takes."""
    found = []
    for each in (wish, replace(wish, email="bea@harbour.example")):
        unit = acting(claire)
        with unit.session, statements() as sent:
            invite(unit, each)
            unit.session.commit()
        letter = outbox()[-1]
        [row] = [
            one
            for one in open_invitations(acting(claire).session, acting(claire).actor)
            if one.invitation.email == each.email.strip()
        ]
        body = letter.body.replace(token_of(letter), "")
        found.append((sent.texts, letter.subject, body, row.roles, row.invitation.accepted_at))
    assert found[0] == found[1]


def test_the_same_invitation_pressed_twice_is_one(do, claire, wish, outbox) -> None:
    assert do(claire, invite, wish) == do(claire, invite, wish)
    assert len(outbox()) == 1


def test_who_is_invited_or_here_is_not_invited_to_something_else(do, claire, wish, join) -> None:
    waiting = do(claire, invite, wish)
    with pytest.raises(AlreadyInvitedError) as caught:
        do(claire, invite, replace(wish, roles=(RoleWish("coordinator"),)))
    assert caught.value.invitation_id == waiting
    bea = join("bea", "reader")
    with pytest.raises(AlreadyHereError) as here:
        do(claire, invite, replace(wish, email="BEA@harbour.example"))
    assert here.value.account_id == bea


def test_sent_again_there_is_a_new_link_and_the_old_one_is_dead(
    do, claire, wish, outbox, token_of, accept, acting
) -> None:
    waiting = do(claire, invite, wish)
    version = seen(acting(claire), waiting)
    assert [do(claire, invite_again, waiting, version=version) for _ in range(2)] == [True, False]
    old, new = (token_of(letter) for letter in outbox())
    with pytest.raises(DeadInvitationError):
        accept(old)
    assert accept(new)


def test_what_a_colleague_sent_again_is_not_sent_again_unseen(do, claire, wish, outbox, join, acting) -> None:
    bea, waiting = join("bea", "coordinator"), do(claire, invite, wish)
    version = seen(acting(claire), waiting)
    do(bea, invite_again, waiting, version=version)
    with pytest.raises(MovedError):
        do(claire, invite_again, waiting, version=version)
    assert len(outbox()) == 2


def test_a_withdrawn_one_is_dead_and_withdrawn_once(do, claire, wish, outbox, token_of, accept, acting) -> None:
    waiting = do(claire, invite, wish)
    assert [do(claire, withdraw_invitation, waiting) for _ in range(2)] == [True, False]
    with pytest.raises(DeadInvitationError):
        accept(token_of(outbox()[0]))
    with pytest.raises(DeadInvitationError):
        do(claire, invite_again, waiting, version="")
    assert open_invitations(acting(claire).session, acting(claire).actor) == []
    assert do(claire, invite, wish) != waiting


def test_an_accepted_one_is_neither_withdrawn_nor_sent_again(do, claire, wish, outbox, token_of, accept) -> None:
    waiting = do(claire, invite, wish)
    accept(token_of(outbox()[0]))
    with pytest.raises(DeadInvitationError):
        do(claire, withdraw_invitation, waiting)
    with pytest.raises(DeadInvitationError):
        do(claire, invite_again, waiting, version="")


def test_what_an_inviter_may_not_give_any_more_the_link_does_not_give(
    do, claire, wish, outbox, token_of, accept, *, join
) -> None:
    bea = join("bea", "coordinator")
    waiting = do(bea, invite, wish)
    do(claire, take_all_roles, bea, version=_version(do, claire, bea))
    with pytest.raises(DeadInvitationError):
        accept(token_of(outbox()[0]))
    do(claire, invite_again, waiting, version=do(claire, lambda unit: seen(unit, waiting)))
    assert accept(token_of(outbox()[-1]))


def _version(do: Do, who: uuid.UUID, whom: uuid.UUID) -> object:
    return do(who, lambda unit: colleague(unit.session, unit.actor, whom).version)


def test_a_role_that_was_given_meanwhile_for_longer_stays(
    do, claire, wish, outbox, token_of, accept, *, join, grants
) -> None:
    do(claire, invite, replace(wish, roles=(RoleWish("reader", until=SOON), RoleWish("referent", until=SOON))))
    ada = join("ada", "reader")
    join("ada", "referent", until=SOON - timedelta(days=9))
    accept(token_of(outbox()[0]), "")
    assert [(row.role, row.until) for row in grants(ada)] == [("reader", None), ("referent", SOON)]


def test_ending_all_roles_withdraws_what_waits_for_the_same_person(
    do, claire, wish, outbox, token_of, accept, *, join
) -> None:
    do(claire, invite, wish)
    ada = join("ada", "reader")
    do(claire, take_all_roles, ada, version=_version(do, claire, ada))
    with pytest.raises(DeadInvitationError):
        accept(token_of(outbox()[0]), "")


def test_who_coordinates_one_module_invites_for_that_alone(do, claire, wish, join, places, acting) -> None:
    bea = join("bea", "coordinator", module="lunch", territory_id=places["north"])
    waiting = do(claire, invite, wish)
    with pytest.raises(NotAllowedError):
        do(bea, invite, replace(wish, email="x@harbour.example"))
    with pytest.raises(UnknownColleagueError):
        do(bea, withdraw_invitation, waiting)
    mine = replace(wish, email="y@harbour.example", roles=wish.roles[:1])
    do(bea, invite, mine)
    emails = [each.invitation.email for each in open_invitations(acting(bea).session, acting(bea).actor)]
    assert emails == ["y@harbour.example"]
    # Claire is not hers to see: that she is here stays unsaid.
    do(bea, invite, replace(mine, email="claire@harbour.example"))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"email": "nowhere"}, AccountError),
        ({"roles": (RoleWish("guest", "lunch"),)}, AccountError),
        ({"roles": (RoleWish("reader", None, uuid.UUID(int=1)),)}, NotAllowedError),
    ],
)
def test_what_is_no_invitation_is_refused(
    do, claire, wish, outbox, change: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        do(claire, invite, replace(wish, **change))
    assert outbox() == []


@pytest.mark.parametrize("role", ["referent", "reader"])
def test_who_does_not_coordinate_invites_nobody(do, claire, wish, join, role: str) -> None:
    waiting, eve = do(claire, invite, wish), join("eve", role)
    for act, what in ((invite, (wish,)), (withdraw_invitation, (waiting,))):
        with pytest.raises(NotAllowedError):
            do(eve, act, *what)
    with pytest.raises(NotAllowedError):
        do(eve, invite_again, waiting, version="")


def test_no_other_network_reaches_an_invitation(do, claire, wish, join) -> None:
    waiting, gus = do(claire, invite, wish), join("gus", "coordinator", slug="orchard")
    with pytest.raises(UnknownColleagueError):
        do(gus, withdraw_invitation, waiting, slug="orchard")
    with pytest.raises(UnknownColleagueError):
        do(gus, invite_again, waiting, version="", slug="orchard")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT token_hash FROM invitation",
        "SELECT * FROM invitation",
        "SELECT id FROM invitation WHERE token_hash <> ''",
        "UPDATE invitation SET email = 'eve@b.example'",
        "UPDATE invited_role SET role = 'coordinator'",
    ],
)
def test_the_application_reads_no_token_and_turns_no_invitation_to_somebody_else(
    do, claire, wish, unit_for, statement
) -> None:
    do(claire, invite, wish)
    with pytest.raises(ProgrammingError, match="permission denied"):
        unit_for().session.execute(text(statement))


def test_a_token_that_is_read_from_the_table_opens_nothing(do, claire, wish, outbox, token_of, unit_for) -> None:
    do(claire, invite, wish)
    token = token_of(outbox()[0])
    unit = unit_for()
    assert open_invitation(unit, token) is not None
    assert open_invitation(unit, token_hash(token)) is None
    assert unit.session.scalar(select(Invitation.email)) == ADA
