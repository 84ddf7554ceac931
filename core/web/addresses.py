"""The address of the page that is shown, for links that change one thing about it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import current_app, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect


def this_page(**changed: object) -> str:
    """Return the address of this page with its query, but for what is `changed`, and without what is None there.

    A repeated value stays repeated.
    """
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changed]
    query = urlencode([*kept, *((name, value) for name, value in changed.items() if value is not None)])
    return f"{this_path()}?{query}" if query else this_path()


def this_path() -> str:
    """Return the address of this page without a query."""
    return f"{request.script_root}{_path_to_open()}"


def _path_to_open() -> str:
    """Return the path of this page as a link may open it.

    A form is sent to an address below its page (`/letters/7/resend`), and shown there again when it is refused; that
    address answers no GET, so that the page above stands for it.
    """
    adapter = current_app.create_url_adapter(request)
    path = request.path
    while adapter is not None and path != "/":
        try:
            adapter.match(path, method="GET")
        except RequestRedirect:  # The page's own address ends with a slash.
            return f"{path}/"
        except (NotFound, MethodNotAllowed):
            path = path.rstrip("/").rpartition("/")[0] or "/"
        else:
            break
    return path
