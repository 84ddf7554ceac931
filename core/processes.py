"""The processes of a running Liaison: web, worker, relay, captured mail. All may be many but the last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from core.application import Application
from core.jobs.handlers import Handlers, Lane
from core.jobs.relay import run_relay
from core.jobs.runtime import Runtime
from core.jobs.worker import run_worker
from core.messages.sink import serve_sink
from core.programme.chores import chores_of
from core.rooms import CHORES, ROOMS
from core.running.discretion import DiscreetFormatter


class DiscreetLogger(Logger):
    """The log of gunicorn, which quotes what a request asked for."""

    def setup(self, cfg: Any) -> None:
        """Set the log up, and let its lines be written discreetly."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(DiscreetFormatter(self.error_fmt, self.datefmt))


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
            "workers": settings.web_workers,
            "threads": settings.web_threads,
            "worker_class": "gthread",
            "preload_app": True,
            "graceful_timeout": 10,
            "timeout": 60,
            # Longer than proxies keep a connection that nobody uses: it is they who end it, never we while they ask.
            "keepalive": 75,
            "proc_name": "liaison-web",
            "logger_class": DiscreetLogger,
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
    """Put together what the worker and the relay need: a handler for each kind of work that a room declares."""
    handlers = {kind: make(application) for room in ROOMS for kind, make in room.handlers.items()}
    return Runtime(application.settings, application.engine, application.modules.dispatcher, Handlers(handlers))


def start_worker(application: Application, lane: Lane) -> None:
    """Do the work of a lane until a signal asks for the end."""
    run_worker(runtime(application), lane)


def start_relay(application: Application) -> None:
    """Hand what is due to the workers until a signal asks for the end; do the chores of the core and of the modules."""
    run_relay(runtime(application), (*CHORES, *chores_of(application.modules.all)))


def start_sink(application: Application) -> None:
    """Receive the captured mail until a signal asks for the end."""
    serve_sink(application.settings, application.engine, keeps_secrets=not application.given.for_real)
