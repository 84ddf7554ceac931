"""How Dutch pages address their reader: "u" or "je", as the network's letters do.

A Dutch text of a catalogue says both where they differ, the informal one first: "Vul {je|uw} wachtwoord in." Each page
shows one of them, by the manner of its network; a page of no network says "u".
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from copy import copy
from gettext import GNUTranslations
from typing import Final

from babel.support import NullTranslations
from flask_babel import Babel, Domain, get_locale

from core.language.wording import Manner

#: The language in which the manner shows.
DUTCH: Final = "nl"
#: Where no network says otherwise.
POLITE: Final[Manner] = "u"
_manner: ContextVar[Manner] = ContextVar("manner", default=POLITE)
_BOTH: Final = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
_ADDRESSING: Final = re.compile(r"(?<![\w'’])(?:je|jij|jou|jouw|jezelf|u|uw|uzelf)(?![\w'’])", re.I)


def address_as(manner: Manner = POLITE) -> None:
    """Let Dutch texts address their reader in `manner` from here on: each request says so at its beginning."""
    _manner.set(manner)


def in_manner(text: str, manner: Manner) -> str:
    """Return a Dutch text as it is said in `manner`: "{Heb je|Hebt u} vragen?" is "Hebt u vragen?" in the polite."""
    return _BOTH.sub(lambda found: found[1 if manner == "je" else 2], text)


def addressing(text: str) -> str | None:
    """Return the word by which a Dutch text addresses its reader in one manner alone, if there is one."""
    found = _ADDRESSING.search(_BOTH.sub("", text))
    return found[0] if found else None


class MannerDomain(Domain):
    """A domain of texts that are said in the manner of the network of the request."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the reader's language, in Dutch as the network addresses people."""
        found: NullTranslations = super().get_translations()
        if str(get_locale()) != DUTCH:
            return found
        manner = _manner.get()
        key = (DUTCH, manner, self.domain[0])
        if key not in self.cache:
            self.cache[key] = _said_in(found, manner)
        said: NullTranslations = self.cache[key]
        return said


class SpeakingBabel(Babel):
    """Flask-Babel, whose own domain is one of manners."""

    @property
    def domain_instance(self) -> Domain:
        """The domain of the core's texts; kept, so that its catalogues are read once."""
        kept: dict[str, Domain] = self.__dict__.setdefault("_domains", {})
        return kept.setdefault(self.domain, MannerDomain(domain=self.domain))


def _said_in(translations: NullTranslations, manner: Manner) -> NullTranslations:
    """Return a copy of a catalogue, each text in `manner`."""
    said = copy(translations)
    if isinstance(translations, GNUTranslations) and isinstance(said, GNUTranslations):
        said._catalog = {key: in_manner(text, manner) for key, text in translations._catalog.items()}
    return said
