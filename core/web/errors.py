"""What a person reads when something went wrong: what, what was kept, what to do. Never a stack trace."""

from __future__ import annotations

import logging
import secrets
from urllib.parse import urlsplit

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from core.contract.acting import NotAllowedError
from core.web.limits import minutes_left

log = logging.getLogger(__name__)

#: The pages there are; any other status of 4xx has one page for all.
PAGES = frozenset({403, 404, 413, 429})

#: In bytes, as a form is sent: a page that keeps what was typed is no larger.
MOST_TYPED = 300_000
#: What the names of fields with a secret have in them: no page says it back.
SECRETS = ("password", "secret", "token")


def handle_errors(app: Flask) -> None:
    """Answer every error of `app` with a page of its own."""

    @app.errorhandler(CSRFError)
    def expired(_error: CSRFError) -> tuple[str, int]:
        return error_page("400", 400, back=page_before(), typed=typed_here())

    @app.errorhandler(NotAllowedError)
    def not_allowed(_error: NotAllowedError) -> tuple[str, int]:
        return error_page("403", 403)

    @app.errorhandler(DataError)
    def unheard_of(error: DataError) -> tuple[str, int]:
        # A zero byte in a text, a number of twenty digits: no row can hold it, so nobody of good faith sent it.
        # The database would quote what was typed.
        log.warning("A request holds what no row can hold: %s", type(error.orig).__name__)
        return error_page("4xx", 400)

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> tuple[str, int] | HTTPException:
        code = error.code or 500
        if code < 400:
            return error
        if code >= 500:
            return on_our_side(error, code)
        if code == 401:  # A form was sent after the session had ended.
            before = page_before().removeprefix(request.script_root)
            return error_page("401", code, back=page_before(), before=before, typed=typed_here())
        limit = (app.config["MAX_CONTENT_LENGTH"] or 0) // 1_000_000
        page = str(code) if code in PAGES else "404" if code == 405 else "4xx"
        return error_page(page, code, limit=limit, retry_minutes=minutes_left())

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> tuple[str, int]:
        return on_our_side(error, 500)


def error_page(page: str, code: int, **said: object) -> tuple[str, int]:
    """Return the page of an error, and its status."""
    return render_template(f"errors/{page}.html", code=code, **said), code


def on_our_side(error: Exception, code: int) -> tuple[str, int]:
    """Note an error in the log, and return the page that tells the reader by which reference it is found there."""
    reference = secrets.token_hex(4)
    log.error("A request failed, reference %s", reference, exc_info=error)
    return error_page("500", code, reference=reference)


def typed_here() -> list[tuple[str, str]]:
    """Return what was typed into a form that could not be accepted, so that its page can send it once more.

    Only what came from a page of ours, for nobody is to be led to send what somebody else wrote; nothing where a file
    or a secret was among it, or more than anybody types.
    """
    source = urlsplit(request.headers.get("Origin") or request.referrer or "")
    if source.netloc != request.host or request.files or (request.content_length or 0) > MOST_TYPED:
        return []
    if any(secret in name for name in request.form if name != "csrf_token" for secret in SECRETS):
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]


def page_before() -> str:
    """Return the page from which a form was sent, as far as the browser says it, else the network's first page.

    The address to which a form is sent is often no page that could be opened.
    """
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return f"{request.script_root}/"
    path = "/" + parts.path.lstrip("/")
    return f"{path}?{parts.query}" if parts.query else path
