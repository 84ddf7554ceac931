"""The networks as data: reading and checking tenants/<slug>/tenant.toml (IM-64; the format is in docs/tenants.md).

Pure: files in, frozen values out. What a module needs is handed over as it stands, for the core knows no module.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import get_args

from core.language.mail_address import is_travelling
from core.language.spoken import LANGUAGES
from core.language.texts import Texts
from core.language.wording import Manner
from core.tenancy.geography import load_municipalities, municipality, province_of
from core.tenancy.strict_toml import Faults, Table
from core.web.tenant_path import RESERVED

FILE_NAME = "tenant.toml"
KINDS = ("network", "partner", "consortium")
DUTCH_MANNERS = get_args(Manner)

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_HOSTNAME = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_PHONE = re.compile(r"\+[1-9][0-9 ]{7,18}")


class TenantFileError(Exception):
    """One or more tenant files cannot be used; `faults` holds every fault, a line each, with its remedy."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class ContactFile:
    """Somebody to write to or to call."""

    name: str
    email: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class TerritoryFile:
    """A part of a network; `municipalities` are NIS codes, in order, those of its provinces included."""

    code: str
    name: Texts
    municipalities: tuple[str, ...]
    referent: ContactFile | None = None


@dataclass(frozen=True, slots=True)
class MemberFile:
    """A member of a consortium: `tenant` counts the activity of the consortium's `territory` as its own."""

    tenant: str
    territory: str


@dataclass(frozen=True, slots=True)
class TenantFile:
    """What a tenant's file says, checked; the first of `languages` is its own."""

    slug: str
    kind: str
    name: Texts
    languages: tuple[str, ...]
    modules: tuple[str, ...]
    accent: str
    territories: tuple[TerritoryFile, ...]
    example: bool = False
    description: Texts | None = None
    dutch_manner: str = "u"
    members: tuple[MemberFile, ...] = ()
    hostname: str | None = None
    contact: ContactFile | None = None
    modules_settings: Mapping[str, Mapping[str, object]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def file(self) -> str:
        """The file as error messages name it, for the modules that check their own tables."""
        return _file_name(self.slug)


def read_tenant_files(folder: Path, known_modules: Collection[str]) -> tuple[TenantFile, ...]:
    """Read every tenants/<slug>/tenant.toml below `folder`, in the order of the slugs.

    `known_modules` are the names of the modules that are installed; a table named after one is handed over unparsed
    in `modules_settings`. Raises TenantFileError, which lists every fault of every file.
    """
    if not folder.is_dir():
        raise TenantFileError([f"{folder}: there is no such folder — create it with a folder for each tenant"])
    read: dict[str, TenantFile] = {}
    faults: dict[str, Faults] = {}
    for below in sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")):
        faults[below.name] = Faults(_file_name(below.name))
        content = _parse(below / FILE_NAME, faults[below.name])
        if content is not None:
            read[below.name] = _tenant(Table(content, faults[below.name]), below.name, known_modules)
    _check_together(read, set(faults), faults)
    lines = [line for of_file in faults.values() for line in of_file.lines]
    if lines:
        raise TenantFileError(lines)
    return tuple(read.values())


def _file_name(slug: str) -> str:
    return f"tenants/{slug}/{FILE_NAME}"


def _parse(path: Path, faults: Faults) -> Mapping[str, object] | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.add("file", "it does not exist", "write it or remove the folder")
    except OSError as error:
        faults.add("file", f"it cannot be read ({error.strerror})", "give your account access to it")
    except UnicodeDecodeError:
        faults.add("file", "it is not UTF-8 text", "save it as UTF-8")
    except tomllib.TOMLDecodeError as error:
        faults.add("file", f"it is not TOML ({error})", "correct it there")
    return None


def _tenant(table: Table, folder_name: str, known_modules: Collection[str]) -> TenantFile:
    languages = _languages(table)
    modules = table.words("modules", known_modules, f"remove it (installed: {', '.join(sorted(known_modules))})")
    manner = table.optional_table("manner")
    tenant = TenantFile(
        slug=_slug(table, folder_name),
        kind=table.choice("kind", KINDS),
        name=table.texts("name", languages),
        languages=languages,
        modules=modules,
        accent=table.text("accent", _COLOUR, "give a colour in lower case like #1f6f78"),
        territories=_territories(table, languages),
        example=table.flag("example", False),
        description=table.texts("description", languages) if "description" in table else None,
        dutch_manner=manner.choice("nl", DUTCH_MANNERS) if manner else "u",
        members=_members(table),
        hostname=table.optional_text("hostname", _HOSTNAME, "give a name in lower case like care.example.be"),
        contact=_contact(table.optional_table("contact")),
        modules_settings=_modules_settings(table, modules, known_modules),
    )
    if modules and "contact" not in table:
        # Letters say whom to turn to, also people of a territory that has no referent, or of none (finding 8).
        table.fault("contact", "there is none", "say who answers letters: name and email")
    for part in (manner, table):
        if part:
            part.end()
    return tenant


def _languages(table: Table) -> tuple[str, ...]:
    languages = table.words("languages", LANGUAGES, f"a site speaks {', '.join(LANGUAGES)}: remove the others")
    if "languages" in table and not languages:
        table.fault("languages", "no language is left", f"give at least one of {', '.join(LANGUAGES)}")
    return languages


def _slug(table: Table, folder_name: str) -> str:
    slug = table.text("slug", _SLUG, "use lower-case letters, digits and single hyphens")
    if slug and slug != folder_name:
        table.fault("slug", f"{slug!r} is not the name of the folder", f"write {folder_name!r} or rename the folder")
    if slug in RESERVED:
        table.fault("slug", f"{slug!r} is an address of the site itself", "rename the folder and the slug")
    return slug


def _contact(table: Table | None) -> ContactFile | None:
    if table is None:
        return None
    contact = ContactFile(
        name=table.text("name"),
        email=_mail_address(table),
        phone=table.optional_text("phone", _PHONE, "give it with the country, like +32 81 00 00 00"),
    )
    table.end()
    return contact


def _mail_address(table: Table) -> str:
    address = table.text("email")
    if address and not is_travelling(address):
        table.fault("email", f"{address!r} cannot be used", "give an e-mail address like name@network.example")
    return address


def _territories(table: Table, languages: tuple[str, ...]) -> tuple[TerritoryFile, ...]:
    parts = table.tables("territory")
    if not parts:
        table.fault("territory", "there is none", "add at least one [[territory]]")
    territories: list[TerritoryFile] = []
    owner: dict[str, str] = {}
    for part in parts:
        territory = TerritoryFile(
            code=part.text("code", _SLUG, "use lower-case letters, digits and single hyphens"),
            name=part.texts("name", languages),
            municipalities=_municipalities(part),
            referent=_contact(part.optional_table("referent")),
        )
        part.end()
        if territory.code and territory.code in (known.code for known in territories):
            part.fault("code", f"{territory.code!r} is used twice", "give each territory its own code")
        _check_overlap(part, territory, owner)
        territories.append(territory)
    return tuple(territories)


def _municipalities(part: Table) -> tuple[str, ...]:
    provinces = part.optional_words("provinces")
    municipalities = part.optional_words("municipalities")
    if not provinces and not municipalities:
        part.fault("provinces", "the territory has no place", "give its provinces or its municipalities")
    found = set(municipalities)
    for name in provinces:
        code = province_of(name)
        if code is None:
            part.fault("provinces", f"{name!r} is not a province", "write its name or code, Brussels being 'brussels'")
        found.update(row.nis for row in load_municipalities() if row.province == code)
    for nis in municipalities:
        if municipality(nis) is None:
            part.fault(
                "municipalities", f"{nis!r} is not the NIS code of a municipality", "look it up at statbel.fgov.be"
            )
    return tuple(sorted(found))


def _check_overlap(part: Table, territory: TerritoryFile, owner: dict[str, str]) -> None:
    """Note the municipalities that an earlier territory has: a place decides its territory alone."""
    shared = [nis for nis in territory.municipalities if nis in owner]
    if shared:
        where = owner[shared[0]]
        part.fault("", f"{', '.join(shared)} already belongs to territory {where!r}", "leave it in one of the two")
    owner.update(dict.fromkeys(territory.municipalities, territory.code))


def _members(table: Table) -> tuple[MemberFile, ...]:
    members: list[MemberFile] = []
    for part in table.tables("member"):
        member = MemberFile(tenant=part.text("tenant"), territory=part.text("territory"))
        part.end()
        if member.tenant in (known.tenant for known in members):
            part.fault("tenant", f"{member.tenant!r} is named twice", "give a member one territory")
        if member.territory in (known.territory for known in members):
            part.fault("territory", f"{member.territory!r} already has a member", "a territory counts for one member")
        members.append(member)
    return tuple(members)


def _modules_settings(
    table: Table, modules: tuple[str, ...], known_modules: Collection[str]
) -> Mapping[str, Mapping[str, object]]:
    settings: dict[str, Mapping[str, object]] = {}
    for module in sorted(known_modules):
        if module in table:
            settings[module] = MappingProxyType(dict(table.raw(module)))
            if module not in modules:
                table.fault(module, "the module is not in modules", "add it there or remove this table")
    return MappingProxyType(settings)


def _check_together(read: Mapping[str, TenantFile], slugs: Collection[str], faults: Mapping[str, Faults]) -> None:
    """Check what no file can know alone; tenants go by their folder, which their slug must repeat."""
    hostnames: dict[str, str] = {}
    for slug, tenant in read.items():
        if tenant.hostname and tenant.hostname in hostnames:
            other = hostnames[tenant.hostname]
            faults[slug].add("hostname", f"{tenant.hostname} is also that of {other!r}", "give each its own")
        elif tenant.hostname:
            hostnames[tenant.hostname] = slug
        _check_members(slug, tenant, read, slugs, faults[slug])


def _check_members(
    slug: str, tenant: TenantFile, read: Mapping[str, TenantFile], slugs: Collection[str], faults: Faults
) -> None:
    if tenant.kind != "consortium" and tenant.members:
        faults.add("member", f"a {tenant.kind} has no members", "remove them or make it a consortium")
    if tenant.kind == "consortium" and not tenant.members:
        faults.add("member", "a consortium without members", "add its members or make it a network")
    codes = {territory.code for territory in tenant.territories}
    for number, member in enumerate(tenant.members, start=1):
        place = f"member[{number}]"
        if member.tenant and member.tenant not in slugs:
            faults.add(f"{place}.tenant", f"there is no tenant {member.tenant!r}", "correct it or add its folder")
        elif member.tenant == slug or (member.tenant in read and read[member.tenant].kind == "consortium"):
            faults.add(f"{place}.tenant", f"{member.tenant!r} is a consortium", "name networks or partners only")
        if member.territory and member.territory not in codes:
            faults.add(f"{place}.territory", f"there is no territory {member.territory!r}", "use a code of this file")
