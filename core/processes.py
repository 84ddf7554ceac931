"""The processes of a running Liaison: web, worker, relay, captured mail. All may be many but the last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy import delete, select

from core.accounts.services import sweep_sessions
from core.application import Application
from core.database.base import utc_now
from core.database.session import SharedSession
from core.exchange.models import StoredFile
from core.jobs.handlers import Handlers
from core.jobs.relay import Chore, run_relay
from core.jobs.running import JobHandler
from core.jobs.runtime import Runtime
from core.jobs.services import JOB
from core.jobs.worker import run_worker
from core.messages.delivery import Sender
from core.messages.services import MESSAGE
from core.messages.sink import serve_sink
from core.tenancy.models import Tenant


class WebServer(BaseApplication):
    """gunicorn around one Flask application, loaded once and shared by its workers."""

    def __init__(self, application: Application, create_app: Callable[[Application], Flask]) -> None:
        self._application = application
        self._create_app = create_app
        super().__init__()

    def load_config(self) -> None:
        """Set what our own settings say; there is no configuration file."""
        settings = self._application.settings
        for name, value in {
            "bind": f"{settings.host}:{settings.port}",
            "workers": 2,
            "threads": 4,
            "worker_class": "gthread",
            "preload_app": True,
            "graceful_timeout": 10,
            "timeout": 60,
            "proc_name": "liaison-web",
            "control_socket_disable": True,
            "post_fork": self._forked,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the application."""
        return self._create_app(self._application)

    def _forked(self, _server: Any, _worker: Any) -> None:
        """Forget the parent's connections without closing them: two processes must not share one."""
        self._application.engine.dispose(close=False)


def serve_web(application: Application, create_app: Callable[[Application], Flask]) -> None:
    """Serve the pages until a signal asks for the end."""
    WebServer(application, create_app).run()


def runtime(application: Application) -> Runtime:
    """Put together what the worker and the relay need: a handler for each kind of work."""
    handlers = Handlers({MESSAGE: Sender(application.settings), JOB: JobHandler(application.modules.jobs())})
    return Runtime(application.settings, application.engine, application.modules.dispatcher, handlers)


def start_worker(application: Application) -> None:
    """Do the work that is due until a signal asks for the end."""
    run_worker(runtime(application))


def start_relay(application: Application) -> None:
    """Hand what is due to the workers until a signal asks for the end; delete what expired now and then."""
    run_relay(runtime(application), CHORES)


def start_sink(application: Application) -> None:
    """Receive the captured mail until a signal asks for the end."""
    serve_sink(application.settings, application.engine)


def sweep_files(parts: Runtime) -> None:
    """Delete the kept files whose day has come, in every tenant."""
    with SharedSession(parts.engine) as session:
        ids = session.scalars(select(Tenant.id)).all()
    for tenant_id in ids:
        with parts.unit(tenant_id) as unit:
            unit.session.execute(delete(StoredFile).where(StoredFile.expires_at < unit.now))


def sweep_ended_sessions(parts: Runtime) -> None:
    """Delete the sign-in sessions that have been over for long."""
    with SharedSession(parts.engine) as session:
        sweep_sessions(session, utc_now())
        session.commit()


#: What the leader among the relays does now and then.
CHORES = (
    Chore("expired files", timedelta(hours=1), sweep_files),
    Chore("ended sessions", timedelta(hours=6), sweep_ended_sessions),
)
