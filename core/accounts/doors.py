"""The doors of this room: signing in and out, passwords, sign-ins made by command, and the end of old sessions."""

from __future__ import annotations

from datetime import timedelta

from core.accounts.commands import account
from core.accounts.entering import SIGN_IN_REQUEST
from core.accounts.entry_views import entry
from core.accounts.factor_views import factor
from core.accounts.password_views import passwords
from core.accounts.recovery import PASSWORD_REQUEST
from core.accounts.requests import password_requests, sign_in_requests
from core.accounts.services import end_roleless_sessions, sweep_sessions
from core.accounts.views import accounts
from core.accounts.visits import Visits, write_used_roles, write_visits
from core.contract.doors import Doors
from core.database.base import utc_now
from core.database.session import SharedSession, TenantSession
from core.jobs.chores import Chore
from core.jobs.runtime import Runtime


def sweep_ended_sessions(runtime: Runtime) -> None:
    """End what began with a password and has no role any more, and delete sessions that have been over for long."""
    with SharedSession(runtime.engine) as session:
        end_roleless_sessions(session)
        sweep_sessions(session, utc_now())
        session.commit()


def keep_visits(runtime: Runtime) -> None:
    """Write down when each browser, and each role, was last here."""
    visits = Visits(runtime.settings.redis_url or "")
    with SharedSession(runtime.engine) as session:
        write_visits(session, visits.taken())
        session.commit()
    for tenant_id, used in visits.roles_taken().items():
        with TenantSession(runtime.engine, tenant_id) as session:
            write_used_roles(session, used)
            session.commit()
    visits.written()


DOORS = Doors(
    blueprints=(accounts, entry, factor, passwords),
    commands=(account,),
    handlers={
        PASSWORD_REQUEST: lambda _application: password_requests(),
        SIGN_IN_REQUEST: lambda application: sign_in_requests(application.settings.signing_key),
    },
    chores=(
        Chore("visits", timedelta(minutes=5), keep_visits),
        Chore("ended sessions", timedelta(hours=6), sweep_ended_sessions),
    ),
)
