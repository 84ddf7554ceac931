"""Where the pages of a tenant are found from outside, for letters and whatever else leaves the site. Pure.

Addresses are made of what is configured (LIAISON_PUBLIC_URL, the hostname of a tenant's file) and of nothing else: what
a request says of its own address, anybody may write. So a worker, which has no request, writes the same.
"""

from __future__ import annotations

from urllib.parse import urlsplit


class OwnAddress(str):
    """The whole address of a page of ours: a letter makes a link of it, and of no other."""

    __slots__ = ()


def page_address(site: str, slug: str, hostname: str | None, path: str) -> OwnAddress:
    """Return the whole address of the page `path` ("/sessions?lang=fr") of the tenant `slug`.

    `site` is the configured address of the whole site, without a slash at its end. A tenant with a `hostname` of its
    own is found there, with the scheme, the port and the path of the site; any other below the site's address. Raises
    ValueError for a path that does not begin with one slash: it might lead to another site.
    """
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValueError(f"{path!r} is no path of a page")
    if hostname is None:
        return OwnAddress(f"{site}/{slug}{path}")
    parts = urlsplit(site)
    netloc = hostname if parts.port is None else f"{hostname}:{parts.port}"
    return OwnAddress(f"{parts.scheme}://{netloc}{parts.path}{path}")
