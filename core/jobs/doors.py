"""The doors of this room: the page of work done in the background, and the handler of jobs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.contract.doors import Doors
from core.contract.module import NavigationItem
from core.jobs.handlers import Handler
from core.jobs.running import JobHandler
from core.jobs.services import JOB
from core.jobs.views import jobs
from core.tenancy.commanding import Commander


def job_handler(application: Commander) -> Handler:
    """Return what runs the jobs that the installed modules declare, with the rights of who asked for them."""
    return JobHandler(application.modules.jobs(), application.acting)


DOORS = Doors(
    blueprints=(jobs,),
    navigation=(NavigationItem(_l("Work done"), "jobs.runs", 40),),
    handlers={JOB: job_handler},
)
