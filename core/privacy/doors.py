"""The doors of this room: what has been kept long enough goes once a day, and people are forgotten by command."""

from __future__ import annotations

import logging
from datetime import timedelta

from core.contract.doors import Doors
from core.jobs.chores import Chore
from core.jobs.runtime import Runtime
from core.privacy.commands import privacy
from core.privacy.retention import let_go
from core.tenancy.unit import Unit

log = logging.getLogger(__name__)


def let_go_and_say(unit: Unit) -> None:
    """Let a tenant go of what it has kept long enough, and note how much that was."""
    gone = {str(kind): count for kind, count in let_go(unit).items() if count}
    if gone:
        log.info("%s let go of %s", unit.tenant.slug, gone)


def let_go_everywhere(runtime: Runtime) -> None:
    """Let every tenant go of what it has kept long enough."""
    runtime.each_tenant(let_go_and_say)


DOORS = Doors(commands=(privacy,), chores=(Chore("what was kept long enough", timedelta(days=1), let_go_everywhere),))
