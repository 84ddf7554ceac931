"""The texts of a network's site that lie beside its file: tenants/<slug>/pages/<page>.<language>.md, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from core.language.texts import TEXT_LANGUAGES
from core.tenancy.strict_toml import Faults

#: The pages that a network may write itself; the core has a default of each but the first, which its file describes.
PAGES: Final = ("home", "faq", "rules", "help", "contact", "privacy", "accessibility")
FOLDER: Final = "pages"

#: The texts of pages, by page and language.
PageTexts = Mapping[str, Mapping[str, str]]
NO_PAGES: Final[PageTexts] = MappingProxyType({})


def read_pages(below: Path, faults: Faults) -> PageTexts:
    """Return the texts that lie in the folder of a tenant; what is wrong with a file is added to `faults`."""
    found: dict[str, dict[str, str]] = {}
    folder = below / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        page, _, rest = path.name.partition(".")
        language, _, ending = rest.partition(".")
        where = f"{FOLDER}/{path.name}"
        if page not in PAGES or ending != "md":
            faults.add(where, "it is no page", f"call it <page>.<language>.md, of {', '.join(PAGES)}")
        elif language not in TEXT_LANGUAGES:
            faults.add(where, f"no texts are kept in {language!r}", f"write it in {', '.join(TEXT_LANGUAGES)}")
        else:
            try:
                found.setdefault(page, {})[language] = path.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                faults.add(where, "it cannot be read", "save it as UTF-8, and give your account access to it")
    return MappingProxyType(found)
