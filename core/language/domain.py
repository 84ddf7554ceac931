"""A module's text domain: its words are translated from its own catalogue, whatever other modules say in theirs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from babel.support import NullTranslations
from flask_babel.speaklater import LazyString

from core.language.manner import MannerDomain

if TYPE_CHECKING:
    from core.contract.module import Label


class TextDomain:
    """The texts of a module, `name`, whose catalogues lie in `folder`.

    A module makes one, in its `texts.py`, and its code takes the functions below from there and never from flask_babel,
    whose own speak for the core. Lazy ones are translated when they are shown.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self._domain = MannerDomain(str(folder), name)

    def translations(self) -> NullTranslations:
        """Return the catalogue of the reader's language; outside a request, one that says the English."""
        found: NullTranslations = self._domain.get_translations()
        return found

    def gettext(self, text: str, /, **values: object) -> str:
        """Return `text` in the reader's language, with `values` in it."""
        return str(self._domain.gettext(text, **values))

    def ngettext(self, singular: str, plural: str, num: int, /, **values: object) -> str:
        """Return the text for `num` things, which stands in it as %(num)s."""
        return str(self._domain.ngettext(singular, plural, num, **values))

    def pgettext(self, context: str, text: str, /, **values: object) -> str:
        """Return `text` as it is said in `context`."""
        return str(self._domain.pgettext(context, text, **values))

    def npgettext(self, context: str, singular: str, plural: str, num: int, /, **values: object) -> str:
        """Return the text for `num` things as it is said in `context`."""
        return str(self._domain.npgettext(context, singular, plural, num, **values))

    def lazy_gettext(self, text: str, /, **values: object) -> Label:
        """Like gettext, said when it is shown."""
        said: Label = LazyString(self.gettext, text, **values)
        return said

    def lazy_ngettext(self, singular: str, plural: str, num: int, /, **values: object) -> Label:
        """Like ngettext, said when it is shown."""
        said: Label = LazyString(self.ngettext, singular, plural, num, **values)
        return said

    def lazy_pgettext(self, context: str, text: str, /, **values: object) -> Label:
        """Like pgettext, said when it is shown."""
        said: Label = LazyString(self.pgettext, context, text, **values)
        return said
