"""From a name to the files of a module. What the module does is in template/; here is only where it goes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from core.language.catalogues import LANGUAGES, Owner, empty, gather, store

TEMPLATE: Final = Path(__file__).parent / "template"


class NewModuleError(Exception):
    """A module cannot be written; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class NewModule:
    """A module to be: its name in code, its name in each language, and where it stands.

    With a `folder` it is a package of its own there, with its migrations and its tests inside; without, it is one of
    the built-in modules.
    """

    name: str
    labels: Mapping[str, str]
    folder: Path | None = None

    @property
    def package(self) -> str:
        """The package its code is imported from."""
        return self.name if self.folder else f"plugins.{self.name}"

    @property
    def tokens(self) -> Mapping[str, str]:
        """What stands in the template for each of its names."""
        inside = 'Path(__file__).parent / "migrations"'
        return {
            "@package@": self.package,
            "@name@": self.name,
            "@Name@": "".join(part.capitalize() for part in self.name.split("_")),
            "@Label@": self.labels["en"],
            "@path_import@": "from pathlib import Path\n" if self.folder else "",
            "@settings_import@": "" if self.folder else "from core.settings import SHIPPED\n",
            "@migrations@": inside if self.folder else f'SHIPPED / "migrations" / "{self.name}"',
        }


def written(module: NewModule, project: Path) -> dict[Path, str]:
    """Return the files of `module` with their content, but for its catalogues; `project` is the checkout."""
    home = (module.folder or project / "plugins") / module.name
    migrations = home / "migrations" if module.folder else project / "migrations" / module.name
    tests = home / "tests" if module.folder else project / "tests" / "plugins" / module.name
    places = [("module", home), ("migrations", migrations), ("tests", tests)]
    if module.folder:
        places.append(("package", module.folder))
    files = {}
    for part, place in places:
        for path in sorted((TEMPLATE / part).rglob("*.tmpl")):
            name = str(path.relative_to(TEMPLATE / part)).removesuffix(".tmpl").replace("NAME", module.name)
            files[place / name] = _filled(path.read_text(encoding="utf-8"), module)
    return files


def write(module: NewModule, project: Path) -> tuple[Path, ...]:
    """Write the files of `module`, its catalogues too, and return where; nothing that exists is written over.

    Raises NewModuleError when one of them exists.
    """
    files = written(module, project)
    for path in files:
        if path.exists():
            raise NewModuleError(f"{path} exists: remove it, or choose another name.")
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    home = (module.folder or project / "plugins") / module.name
    return (*files, *_catalogues(module, Owner(module.name, home, home / "translations")))


def enter(module: NewModule, pyproject: str) -> str:
    """Return the project's file with `module` among the entry points, by which Liaison finds its modules."""
    head, table, rest = pyproject.partition("[project.entry-points.liaison]\n")
    lines, blank, others = rest.partition("\n\n")
    entries = sorted([*lines.splitlines(), f'{module.name} = "{module.package}.plugin"'])
    return head + table + "\n".join(entries) + blank + others


def words_of_template() -> frozenset[str]:
    """Return what the pages of every new module say, in English."""
    return frozenset(word for said in _words().values() for word in said)


def _words() -> dict[str, Any]:
    return tomllib.loads((TEMPLATE / "words.toml").read_text(encoding="utf-8"))


def _filled(text: str, module: NewModule) -> str:
    for token, value in module.tokens.items():
        text = text.replace(token, value)
    return text


def _catalogues(module: NewModule, owner: Owner) -> Iterator[Path]:
    """Write the catalogues of French and Dutch, translated."""
    words = _words()
    for language in LANGUAGES:
        said = {**words[language], module.labels["en"]: module.labels[language]}
        catalog = empty(owner, language)
        catalog.update(gather(owner))
        for message in catalog:
            if not message.id:
                continue
            if message.pluralizable:
                message.string = tuple(said["plural"][message.id[0]])
            else:
                message.string = (said[message.context] if message.context else said)[message.id]
        store(owner.po(language), catalog)
        yield owner.po(language)
