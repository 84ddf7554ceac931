"""The headers of every answer: what a browser may load, and what may be kept."""

from __future__ import annotations

from flask import Flask, Response, request

from core.web.assets import digest
from core.web.permissions import is_secret

#: Only our own files; no inline script or style, no frame, no form to elsewhere.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
ONE_YEAR = 31_536_000


def secure(app: Flask, *, https: bool) -> None:
    """Put the security headers on every answer of `app`; with `https`, tell browsers to insist on it."""

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        # The site itself is told in any case, for by that the forms of a page are recognised as its own.
        secret = is_secret(app.view_functions.get(request.endpoint or ""))
        headers.setdefault("Referrer-Policy", "strict-origin" if secret else "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if https:
            headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store")
        elif response.status_code < 400 and request.args.get("v") == digest((request.view_args or {})["filename"]):
            # Of this content alone: a process of another version answers for the address of ours as well.
            headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
        return response
