"""Bodies that no page wanted: read to their end, so that a proxy before us hears the answer.

A request may be answered before its body is read: a form that comes too late, an upload that is too large. If the
server then closes the connection on what is still coming, the proxy reports a bad gateway instead of our page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

#: More than that is not read; whoever sends it is cut off.
MOST: Final = 64 * 1024 * 1024
_PIECE: Final = 64 * 1024


class ReadToTheEnd:
    """WSGI middleware: reads what the application left of a body before its answer goes out (L9)."""

    def __init__(self, app: Callable[..., Iterable[bytes]], most: int = MOST) -> None:
        self._app = app
        self._most = most

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Let the application answer, then read the rest of the body, of which no more than the most is wanted."""
        answer = self._app(environ, start_response)
        # Where a server does not end a body by itself, reading past its end would wait for ever.
        if environ.get("wsgi.input_terminated"):
            left = self._most
            while left > 0 and (piece := environ["wsgi.input"].read(min(_PIECE, left))):
                left -= len(piece)
        return answer
