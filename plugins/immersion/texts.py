"""The module's own texts: what its code and its forms say comes from its own catalogue."""

from __future__ import annotations

from pathlib import Path

from core.language.domain import TextDomain

TEXTS = TextDomain("immersion", Path(__file__).parent / "translations")

gettext, ngettext, pgettext = TEXTS.gettext, TEXTS.ngettext, TEXTS.pgettext
lazy_gettext, lazy_ngettext, lazy_pgettext = TEXTS.lazy_gettext, TEXTS.lazy_ngettext, TEXTS.lazy_pgettext
