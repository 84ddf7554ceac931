"""Somebody is invited by letter, once; the invitation tells nothing, is sent again, or withdrawn."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from core.accounts.errors import AccountError
from core.accounts.sessions import token_hash
from core.audit.models import AuditEntry
from core.contract.acting import NotAllowedError
from core.staff.errors import (
    AlreadyHereError,
    AlreadyInvitedError,
    DeadInvitationError,
    MovedError,
    UnknownColleagueError,
)
from core.staff.inviting import (
    invite,
    invite_again,
    open_invitation,
    withdraw_invitation,
)
from core.staff.models import Invitation
from core.staff.queries import open_invitations
from core.staff.rules import RoleWish
from tests.core.staff.conftest import ADA
from tests.core.staff.seen import seen_invitation


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
    version = seen_invitation(acting(claire), waiting)
    assert [do(claire, invite_again, waiting, version=version) for _ in range(2)] == [True, False]
    old, new = (token_of(letter) for letter in outbox())
    with pytest.raises(DeadInvitationError):
        accept(old)
    assert accept(new)


def test_what_a_colleague_sent_again_is_not_sent_again_unseen(do, claire, wish, outbox, join, acting) -> None:
    bea, waiting = join("bea", "coordinator"), do(claire, invite, wish)
    version = seen_invitation(acting(claire), waiting)
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


def test_what_another_coordinator_wrote_already_is_not_taken_for_ones_own(do, claire, wish, outbox, join) -> None:
    waiting, bea = do(claire, invite, wish), join("bea", "coordinator")
    with pytest.raises(AlreadyInvitedError) as caught:
        do(bea, invite, wish)
    assert (caught.value.invitation_id, len(outbox())) == (waiting, 1)


def test_each_act_on_an_invitation_is_on_record_once(do, claire, wish, acting, unit_for) -> None:
    waiting = do(claire, invite, wish)
    version = seen_invitation(acting(claire), waiting)
    for _press in range(2):
        do(claire, invite_again, waiting, version=version)
    for _press in range(2):
        do(claire, withdraw_invitation, waiting)
    query = select(AuditEntry.act, AuditEntry.by_account_id).where(AuditEntry.subject_id == waiting)
    assert unit_for().session.execute(query.order_by(AuditEntry.id)).all() == [
        ("staff.invitation.sent", claire),
        ("staff.invitation.sent_again", claire),
        ("staff.invitation.withdrawn", claire),
    ]
