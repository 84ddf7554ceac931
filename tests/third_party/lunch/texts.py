"""The module's own texts: what its code and its forms say comes from its own catalogue."""

from __future__ import annotations

from pathlib import Path

from core.language.domain import TextDomain

TEXTS = TextDomain("lunch", Path(__file__).parent / "translations")

gettext, ngettext = TEXTS.gettext, TEXTS.ngettext
lazy_gettext, lazy_ngettext, lazy_pgettext = TEXTS.lazy_gettext, TEXTS.lazy_ngettext, TEXTS.lazy_pgettext
