"""The pages of a network's site that are texts: what they are called, and where they stand (IM-06, NX-04)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from flask_babel import lazy_gettext as _l

from core.contract.module import Label
from core.tenancy.page_files import PAGES

#: The languages in which the core has a default of each page.
DEFAULT_LANGUAGES: Final = ("fr", "nl", "en")


class Stands(StrEnum):
    """Where the link to a page stands."""

    MENU = "menu"
    FOOT = "foot"
    #: It is a part of the first page.
    HOME = "home"


@dataclass(frozen=True, slots=True)
class InfoPage:
    """A page that is a text."""

    code: str
    label: Label
    stands: Stands


HOME: Final = "home"
CONTACT: Final = "contact"
INFO_PAGES: Final[Mapping[str, InfoPage]] = MappingProxyType(
    {
        page.code: page
        for page in (
            InfoPage(HOME, _l("Presentation, on the first page"), Stands.HOME),
            InfoPage("faq", _l("Questions and answers"), Stands.MENU),
            InfoPage("rules", _l("Golden rules"), Stands.MENU),
            InfoPage("help", _l("Help"), Stands.MENU),
            InfoPage(CONTACT, _l("Contact"), Stands.MENU),
            InfoPage("privacy", _l("Privacy"), Stands.FOOT),
            InfoPage("accessibility", _l("Accessibility"), Stands.FOOT),
        )
    }
)
assert tuple(INFO_PAGES) == PAGES  # noqa: S101 - what tenants' files may name and what there is are one list.


@cache
def core_texts(code: str) -> Mapping[str, str]:
    """Return the default of a page by language; {} for the first page, which each network's file describes."""
    if code == HOME:
        return MappingProxyType({})
    folder = files("core.site") / "texts"
    texts = {each: (folder / f"{code}.{each}.md").read_text("utf-8").strip() for each in DEFAULT_LANGUAGES}
    return MappingProxyType(texts)
