"""The web server as it is set up."""

from __future__ import annotations

from types import SimpleNamespace

from core.processes import DiscreetLogger, WebServer


def test_a_connection_outlasts_the_patience_of_a_proxy_and_the_log_is_discreet(settings) -> None:
    """A proxy that asks on a connection which we close at that moment answers 502 (L9)."""
    server = WebServer(SimpleNamespace(settings=settings), lambda _application: None)
    assert (server.cfg.keepalive, server.cfg.logger_class) == (75, DiscreetLogger)
