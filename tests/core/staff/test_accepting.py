"""Who is invited accepts once, in time, while whoever invited may still give each role."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.accounts.errors import WeakPasswordError
from core.accounts.models import Account, RoleGrant
from core.accounts.services import sign_in
from core.audit.models import AuditEntry
from core.contract.acting import Actor
from core.database.base import utc_now
from core.staff.errors import DeadInvitationError
from core.staff.inviting import accept_invitation, invite, invite_again, open_invitation
from core.staff.rules import RoleWish
from core.staff.services import take_all_roles
from tests.core.staff.conftest import ADA, PASSWORD, SOON
from tests.core.staff.seen import seen_invitation, version_of_colleague
from tests.together import at_once


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


def test_who_has_a_sign_in_keeps_it_and_is_given_the_roles_alone(
    do, claire, wish, outbox, token_of, accept, *, known, grants, unit_for
) -> None:
    do(claire, invite, wish)
    assert accept(token_of(outbox()[0]), "") == known
    assert [row.role for row in grants(known)] == ["referent", "reader"]
    session = unit_for().session
    assert session.scalars(select(Account.name).where(Account.id == known)).one() == "A. Lovelace"
    assert sign_in(session, email=ADA, password="quite another one", now=utc_now(), label="", cost="cheap")


def test_what_an_inviter_may_not_give_any_more_the_link_does_not_give(
    do, claire, wish, outbox, token_of, accept, *, join
) -> None:
    bea = join("bea", "coordinator")
    waiting = do(bea, invite, wish)
    do(claire, take_all_roles, bea, version=do(claire, lambda unit: version_of_colleague(unit, bea)))
    with pytest.raises(DeadInvitationError):
        accept(token_of(outbox()[0]))
    do(claire, invite_again, waiting, version=do(claire, lambda unit: seen_invitation(unit, waiting)))
    assert accept(token_of(outbox()[-1]))


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
    do(claire, take_all_roles, ada, version=do(claire, lambda unit: version_of_colleague(unit, ada)))
    with pytest.raises(DeadInvitationError):
        accept(token_of(outbox()[0]), "")


def test_an_inviter_whose_own_role_is_over_gives_none(do, claire, wish, outbox, token_of, accept, *, join) -> None:
    """Over by its day, and nobody took it."""
    bea = join("bea", "coordinator", until=SOON)
    do(bea, invite, wish)
    token = token_of(outbox()[0])
    with do(claire, lambda unit: unit).session as session:
        session.execute(update(RoleGrant).where(RoleGrant.account_id == bea).values(until=SOON - timedelta(days=60)))
        session.commit()
    with pytest.raises(DeadInvitationError):
        accept(token)


def test_who_coordinates_one_module_in_one_territory_gives_a_role_there(
    do, outbox, token_of, accept, *, wish, join, places, grants
) -> None:
    bea = join("bea", "coordinator", module="lunch", territory_id=places["north"])
    do(bea, invite, replace(wish, roles=wish.roles[:1]))
    account_id = accept(token_of(outbox()[0]))
    assert [(row.role, row.module, row.territory_id) for row in grants(account_id)] == [
        ("referent", "lunch", places["north"])
    ]


def test_a_link_that_somebody_used_since_it_was_opened_is_dead(
    do, claire, wish, outbox, token_of, accept, *, unit_for
) -> None:
    do(claire, invite, wish)
    token = token_of(outbox()[0])
    unit = unit_for(actor=Actor(name=""), now=utc_now())
    opened = open_invitation(unit, token)
    assert opened.invitation.is_open
    unit.session.commit()
    accept(token)
    with pytest.raises(DeadInvitationError):
        accept_invitation(unit, token, name="Eve", password=PASSWORD, cost="cheap")


def test_who_gives_no_name_is_called_as_they_were_invited(do, claire, wish, outbox, token_of, *, unit_for) -> None:
    do(claire, invite, wish)
    unit = unit_for(actor=Actor(name=""), now=utc_now())
    accept_invitation(unit, token_of(outbox()[0]), name=" ", password=PASSWORD, cost="cheap")
    unit.session.commit()
    assert unit.session.scalars(select(Account.name).where(Account.email == ADA)).one() == "Ada Lovelace"


def test_a_link_that_was_sent_again_counts_for_fourteen_days_from_then(
    do, claire, wish, outbox, token_of, accept, *, acting
) -> None:
    waiting = do(claire, invite, wish)
    unit = acting(claire)
    later = replace(unit, now=unit.now + timedelta(days=10))
    invite_again(later, waiting, version=seen_invitation(unit, waiting))
    later.session.commit()
    assert accept(token_of(outbox()[-1]), days=23)
