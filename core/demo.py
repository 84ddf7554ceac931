"""The demonstration: a sign-in for each role, then what each module has to show."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from core.accounts.services import grant_role, make_account
from core.application import Application
from core.settings import SHIPPED, Settings, SettingsError
from core.tenancy.models import Territory

#: Where the demonstration's files lie.
DEMO = SHIPPED / "demo"

#: The same for every demonstration sign-in; `liaison run` prints it.
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


def read_sign_ins(folder: Path) -> tuple[DemoSignIn, ...]:
    """Return the sign-ins that the demonstration's file in `folder` names."""
    said = tomllib.loads((folder / "sign-ins.toml").read_text(encoding="utf-8"))
    return tuple(DemoSignIn(**each) for each in said["sign_in"])


def refuse_for_real(settings: Settings) -> None:
    """Raise SettingsError where Liaison is not only tried out; ask before anything is touched."""
    if settings.for_real:
        named = " and ".join(settings.for_real)
        raise SettingsError(
            f"Not with {named}: everybody knows the password of the demonstration, which lives in a database of its "
            "own, on this machine alone. Unset that, or start each process by itself (docs/deploy.md)."
        )


def live_demo(application: Application, say: Callable[[str], None]) -> None:
    """Bring the database to the present, make the sign-ins, and let each module live its demonstration.

    What has been lived is left as it is. Raises SettingsError where Liaison is not only tried out.
    """
    refuse_for_real(application.given)
    application.prepare()
    for sign_in in read_sign_ins(DEMO):
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
    found = read_sign_ins(DEMO)
    width = max(len(sign_in.email) for sign_in in found)
    lines = [
        f"  {sign_in.email:<{width}}  {sign_in.role}{' of ' + sign_in.territory if sign_in.territory else ''}"
        f"  {settings.base_url}/{sign_in.tenant}/"
        for sign_in in found
    ]
    head = ["", f"Liaison runs at {settings.base_url}/", f"Sign in with the password “{PASSWORD}” as:"]
    return "\n".join([*head, *lines, "", "Ctrl-C stops it; nothing is lost."])
