"""The doors of this room: signing in and out, sign-ins made by command, and the end of old sessions."""

from __future__ import annotations

from datetime import timedelta

from core.accounts.commands import account
from core.accounts.services import sweep_sessions
from core.accounts.views import accounts
from core.contract.doors import Doors
from core.database.base import utc_now
from core.database.session import SharedSession
from core.jobs.chores import Chore
from core.jobs.runtime import Runtime


def sweep_ended_sessions(runtime: Runtime) -> None:
    """Delete the sign-in sessions that have been over for long."""
    with SharedSession(runtime.engine) as session:
        sweep_sessions(session, utc_now())
        session.commit()


DOORS = Doors(
    blueprints=(accounts,),
    commands=(account,),
    chores=(Chore("ended sessions", timedelta(hours=6), sweep_ended_sessions),),
)
