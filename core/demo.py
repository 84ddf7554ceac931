"""The demonstration: a sign-in for each role, then what each module has to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from core.accounts.services import grant_role, make_account
from core.application import Application
from core.contract.acting import COORDINATOR, READER, REFERENT
from core.settings import Settings
from core.tenancy.models import Territory

#: The same for every demonstration sign-in; `liaison run` prints it. No real network has these addresses.
PASSWORD = "demonstration"  # noqa: S105


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """A sign-in of the demonstration."""

    tenant: str
    email: str
    name: str
    role: str
    language: str
    territory: str | None = None


SIGN_INS = (
    DemoSignIn("immersion-0-23", "coordination@immersion.example", "Claire Wauters", COORDINATOR, "fr"),
    DemoSignIn("immersion-0-23", "hainaut@immersion.example", "Thomas Lambert", REFERENT, "fr", "hainaut"),
    DemoSignIn("immersion-0-23", "comite@immersion.example", "Anne Servais", READER, "fr"),
    DemoSignIn("bruzel", "coordinatie@bruzel.example", "Joke Peeters", COORDINATOR, "nl"),
)


def live_demo(application: Application, say: Callable[[str], None]) -> None:
    """Make the sign-ins, then let each module live its demonstration; what has been lived is left as it is."""
    for sign_in in SIGN_INS:
        _make(application, sign_in)
    for module in application.modules.all:
        if module.demo is not None:
            module.demo(application, say)


def _make(application: Application, sign_in: DemoSignIn) -> None:
    with application.unit(sign_in.tenant) as unit:
        account = make_account(
            unit.session,
            email=sign_in.email,
            name=sign_in.name,
            password=PASSWORD,
            language=sign_in.language,
            cost=application.settings.password_cost,
        )
        territory = unit.session.scalar(select(Territory.id).where(Territory.code == sign_in.territory))
        grant_role(unit, account, sign_in.role, territory_id=territory)


def sign_ins(settings: Settings) -> str:
    """Return what `liaison run` prints once it serves: the address, and a sign-in for each role."""
    width = max(len(sign_in.email) for sign_in in SIGN_INS)
    lines = [
        f"  {sign_in.email:<{width}}  {sign_in.role}{' of ' + sign_in.territory if sign_in.territory else ''}"
        f"  {settings.base_url}/{sign_in.tenant}/"
        for sign_in in SIGN_INS
    ]
    head = ["", f"Liaison runs at {settings.base_url}/", f"Sign in with the password “{PASSWORD}” as:"]
    return "\n".join([*head, *lines, "", "Ctrl-C stops it; nothing is lost."])
