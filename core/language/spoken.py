"""The languages in which Liaison speaks: its pages, letters, files and commands exist in each of them.

What a network writes itself may be in German as well (`core.language.texts`).
"""

from __future__ import annotations

from typing import Final

#: The code of each language, with its own name.
LANGUAGES: Final = {"fr": "Français", "nl": "Nederlands", "en": "English"}
#: In this one the code says what pages say; the catalogues translate it into the others.
SOURCE: Final = "en"
#: How each writes days, numbers and lists.
LOCALES: Final = {"fr": "fr_BE", "nl": "nl_BE", "en": "en_GB"}
