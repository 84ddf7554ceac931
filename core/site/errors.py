"""What can go wrong on the public site."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.site.queries import PublicEdition


class SiteError(Exception):
    """An act on the public site is refused."""


class PageShutError(SiteError):
    """A page of an edition is not open today: not yet, or not any more."""

    def __init__(self, edition: PublicEdition, endpoint: str) -> None:
        super().__init__(endpoint)
        self.edition = edition
        self.endpoint = endpoint


class UnknownPageError(SiteError):
    """The module of the edition declares no such public page."""


class DaysOverError(SiteError):
    """A decision is about days that are over."""


class UnknownOverrideError(SiteError):
    """There is no such decision, or it was taken back already."""
