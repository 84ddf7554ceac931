"""What the module says, from its own catalogue."""

from pathlib import Path

from core.language.domain import TextDomain

TEXTS = TextDomain("lunch", Path(__file__).parent / "translations")
lazy_gettext = TEXTS.lazy_gettext
