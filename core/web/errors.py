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


def handle_errors(app: Flask) -> None:
    """Answer every error of `app` with a page of its own."""

    @app.errorhandler(CSRFError)
    def expired(_error: CSRFError) -> tuple[str, int]:
        return render_template("errors/400.html", back=page_before()), 400

    @app.errorhandler(NotAllowedError)
    def not_allowed(_error: NotAllowedError) -> tuple[str, int]:
        return render_template("errors/403.html"), 403

    @app.errorhandler(DataError)
    def unheard_of(error: DataError) -> tuple[str, int]:
        # A zero byte in a text, a number of twenty digits: no row can hold it, so nobody of good faith sent it.
        log.warning("A request holds what no row can hold: %s", error.orig)
        return render_template("errors/4xx.html", code=400), 400

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> tuple[str, int] | HTTPException:
        code = error.code or 500
        if code < 400:
            return error
        if code >= 500:
            return on_our_side(error), code
        if code == 401:  # A form was sent after the session had ended.
            return render_template("errors/400.html", back=page_before(), code=code), code
        limit = (app.config["MAX_CONTENT_LENGTH"] or 0) // 1_000_000
        page = str(code) if code in PAGES else "404" if code == 405 else "4xx"
        return render_template(f"errors/{page}.html", code=code, limit=limit, retry_minutes=minutes_left()), code

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> tuple[str, int]:
        return on_our_side(error), 500


def on_our_side(error: Exception) -> str:
    """Note an error in the log, and return the page that tells the reader by which reference it is found there."""
    reference = secrets.token_hex(4)
    log.error("A request failed, reference %s", reference, exc_info=error)
    return render_template("errors/500.html", reference=reference)


def page_before() -> str:
    """Return the page from which a form was sent, as far as the browser says it, else the network's first page.

    The address to which a form is sent is often no page that could be opened.
    """
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return f"{request.script_root}/"
    path = "/" + parts.path.lstrip("/")
    return f"{path}?{parts.query}" if parts.query else path
