from __future__ import annotations

from pathlib import Path

import pytest

from core.language.texts import Texts
from core.tenancy.files import ContactFile, MemberFile, TenantFile, TenantFileError, TerritoryFile, read_tenant_files

PROJECT = Path(__file__).parents[3]
MODULES = ("lunch", "open_days")

HEAD = """
slug = "harbour"
kind = "network"
languages = ["nl", "fr"]
modules = []
accent = "#8a3b6b"
name = { nl = "Harbour", fr = "Harbour" }
"""
TERRITORY = """
[[territory]]
code = "south"
name = { nl = "Zuid", fr = "Sud" }
municipalities = ["21009", "21007"]
"""
PLAIN = HEAD + TERRITORY


def read(folder: Path, **contents: str) -> tuple[TenantFile, ...]:
    """Write each tenant's file below `folder`, "_" in a name meaning "-", and read them all."""
    for name, content in contents.items():
        below = folder / name.replace("_", "-")
        below.mkdir()
        (below / "tenant.toml").write_text(content, encoding="utf-8")
    return read_tenant_files(folder, MODULES)


def faults(folder: Path, **contents: str) -> list[str]:
    with pytest.raises(TenantFileError) as raised:
        read(folder, **contents)
    assert str(raised.value) == "\n".join(raised.value.faults)
    return list(raised.value.faults)


def as_consortium(*members: str) -> str:
    listed = "".join(f'[[member]]\ntenant = "{tenant}"\nterritory = "south"\n' for tenant in members)
    return PLAIN.replace('"network"', '"consortium"').replace('"harbour"', '"joint"') + listed


def test_a_bare_network_needs_a_few_keys(tmp_path: Path):
    assert read(tmp_path, harbour=PLAIN) == (
        TenantFile(
            slug="harbour",
            kind="network",
            name=Texts({"nl": "Harbour", "fr": "Harbour"}),
            languages=("nl", "fr"),
            modules=(),
            accent="#8a3b6b",
            territories=(TerritoryFile("south", Texts({"nl": "Zuid", "fr": "Sud"}), ("21007", "21009")),),
        ),
    )


def test_a_whole_network_is_read(tmp_path: Path):
    whole = (
        HEAD.replace("modules = []", 'modules = ["lunch"]')
        + """
hostname = "kijkstages.harbour.example"
example = true
description = { nl = "Meekijken", fr = "Découvrir", de = "Kennenlernen" }
manner = { nl = "je" }
sign_in = { second_factor = ["coordinator"] }
contact = { name = "Els", email = "els@harbour.example", phone = "+32 2 000 00 00" }
[[territory]]
code = "brussels"
name = { nl = "Brussel", fr = "Bruxelles" }
provinces = ["Bruxelles"]
referent = { name = "An", email = "an@harbour.example" }
[lunch]
rounds = 3
title = { nl = "Kijkstages {year}" }
"""
    )
    (tenant,) = read(tmp_path, harbour=whole)
    assert tenant.modules_settings == {"lunch": {"rounds": 3, "title": {"nl": "Kijkstages {year}"}}}
    assert (tenant.hostname, tenant.example, tenant.dutch_manner) == ("kijkstages.harbour.example", True, "je")
    assert tenant.second_factor == ("coordinator",)
    assert tenant.description == Texts({"nl": "Meekijken", "fr": "Découvrir", "de": "Kennenlernen"})
    assert tenant.contact == ContactFile("Els", "els@harbour.example", "+32 2 000 00 00")
    assert tenant.territories[0].referent == ContactFile("An", "an@harbour.example")
    assert len(tenant.territories[0].municipalities) == 19


@pytest.mark.requirement("IM-55")
def test_a_consortium_names_its_members_and_their_territories(tmp_path: Path):
    joint, partner = sorted(read(tmp_path, harbour=PLAIN, joint=as_consortium("harbour")), key=lambda t: t.kind)
    assert joint.members == (MemberFile("harbour", "south"),)
    assert partner.members == ()


def test_what_is_not_a_tenant_is_passed_over(tmp_path: Path):
    (tmp_path / "README.md").write_text("About these folders.")
    (tmp_path / ".cache").mkdir()
    assert [tenant.slug for tenant in read(tmp_path, harbour=PLAIN)] == ["harbour"]


ANSWERS = 'contact = { name = "Quay", email = "quay@harbour.example" }'
ONE_FAULT = {
    "unknown key": (
        PLAIN.replace("kind", 'colour = "red"\nkind'),
        "colour: this key is unknown — remove it or correct",
    ),
    "unknown key of a territory": (PLAIN + "zip = 1", "territory[1].zip: this key is unknown — "),
    "missing key": (PLAIN.replace('accent = "#8a3b6b"', ""), "accent: this key is missing — add it: a text"),
    "wrong type": (PLAIN.replace('"#8a3b6b"', "7"), "accent: 7 is not a text — write a text here"),
    "true is no number": (PLAIN.replace("modules = []", "modules = true"), "modules: True is not a list — "),
    "a list of the wrong kind": (PLAIN.replace("modules = []", "modules = [3]"), "modules[1]: 3 is not a text — "),
    "missing language": (
        PLAIN.replace('nl = "Zuid", ', ""),
        "territory[1].name.nl: this language is missing — write the text in 'nl' too",
    ),
    "blank text": (PLAIN.replace('"Zuid"', '" "'), "territory[1].name.nl: ' ' cannot be used — "),
    "language of no text": (PLAIN.replace("nl = ", 'it = "Harbour", nl = ', 1), "name.it: this key is unknown — "),
    "language of no site": (
        PLAIN.replace('"nl", "fr"', '"nl", "fr", "de"'),
        "languages[3]: 'de' is unknown — a site speaks fr, nl, en: remove the others",
    ),
    "unknown kind": (
        PLAIN.replace('"network"', '"club"'),
        "kind: 'club' is not one of network, partner, consortium — ",
    ),
    "unknown module": (
        PLAIN.replace("modules = []", 'modules = ["kitchen"]'),
        "modules[1]: 'kitchen' is unknown — remove it (installed: lunch, open_days)",
    ),
    "module twice": (
        PLAIN.replace("modules = []", f'modules = ["lunch", "lunch"]\n{ANSWERS}'),
        "modules[2]: 'lunch' stands there twice — remove one",
    ),
    "nobody answers letters": (
        PLAIN.replace("modules = []", 'modules = ["lunch"]'),
        "contact: there is none — say who answers letters: name and email",
    ),
    "contact with an address that mail refuses": (
        PLAIN.replace("modules = []", f'modules = ["lunch"]\n{ANSWERS.replace("quay", "été")}'),
        "contact.email: 'été@harbour.example' cannot be used — give an e-mail address like name@network.example",
    ),
    "settings of a module that is off": (
        PLAIN + "[lunch]\nrounds = 3",
        "lunch: the module is not in modules — add it there or remove this table",
    ),
    "slug": (
        PLAIN.replace('"harbour"', '"brussel"'),
        "slug: 'brussel' is not the name of the folder — write 'harbour' or",
    ),
    "accent": (PLAIN.replace("#8a3b6b", "plum"), "accent: 'plum' cannot be used — give a colour in lower case like"),
    "hostname": (PLAIN.replace("kind", 'hostname = "Harbour"\nkind'), "hostname: 'Harbour' cannot be used — "),
    "second factor": (
        PLAIN.replace("kind", 'sign_in = { second_factor = ["coordinator", "host"] }\nkind'),
        "sign_in.second_factor[2]: 'host' is unknown — ",
    ),
    "manner": (PLAIN.replace("kind", 'manner = { nl = "ge" }\nkind'), "manner.nl: 'ge' is not one of u, je — "),
    "e-mail": (
        PLAIN.replace("kind", 'contact = { name = "Els", email = "els" }\nkind'),
        "contact.email: 'els' cannot be used — give an e-mail address like",
    ),
    "phone": (
        PLAIN + 'referent = { name = "Els", email = "els@harbour.example", phone = "02" }',
        "territory[1].referent.phone: '02' cannot be used — give it with the country",
    ),
    "unknown municipality": (
        PLAIN.replace("21007", "99999"),
        "territory[1].municipalities: '99999' is not the NIS code of a municipality — look it up",
    ),
    "unknown province": (
        PLAIN.replace("municipalities", 'provinces = ["Brabant"]\nmunicipalities'),
        "territory[1].provinces: 'Brabant' is not a province — ",
    ),
    "no place": (
        PLAIN.replace('municipalities = ["21009", "21007"]', ""),
        "territory[1].provinces: the territory has no place — give its provinces or its municipalities",
    ),
    "an empty list of places": (
        PLAIN.replace('"21009", "21007"', ""),
        "territory[1].provinces: the territory has no place — give its provinces or its municipalities",
    ),
    "an empty list of territories": (HEAD + "territory = []", "territory: there is none — add at least one"),
    "no territory": (HEAD, "territory: there is none — add at least one [[territory]]"),
    "territory twice": (
        PLAIN + TERRITORY.replace('"21009", "21007"', '"21001"'),
        "territory[2].code: 'south' is used twice — give each territory its own code",
    ),
    "a municipality in two territories": (
        PLAIN + TERRITORY.replace("south", "north").replace('"21009", ', ""),
        "territory[2]: 21007 already belongs to territory 'south' — leave it in one of the two",
    ),
    "members of a network": (
        PLAIN + '[[member]]\ntenant = "harbour"\nterritory = "south"',
        "member: a network has no members — remove them or make it a consortium",
    ),
    "not TOML": (PLAIN + "oops", "file: it is not TOML (Expected '=' after a key in a key/value pair"),
}


@pytest.mark.parametrize(("content", "expected"), ONE_FAULT.values(), ids=ONE_FAULT.keys())
def test_a_fault_is_one_line_with_file_key_and_remedy(tmp_path: Path, content: str, expected: str):
    first = faults(tmp_path, harbour=content)[0]
    assert first[: len("tenants/harbour/tenant.toml: " + expected)] == "tenants/harbour/tenant.toml: " + expected
    assert " — " in first


@pytest.mark.parametrize("name", sorted(set(ONE_FAULT) - {"members of a network"}))
def test_one_mistake_gives_one_fault(tmp_path: Path, name: str):
    assert len(faults(tmp_path, harbour=ONE_FAULT[name][0])) == 1


def test_every_fault_of_every_file_is_listed(tmp_path: Path):
    found = faults(
        tmp_path,
        harbour=PLAIN.replace("#8a3b6b", "plum").replace('nl = "Zuid", ', ""),
        kirikou=PLAIN.replace("harbour", "kirikou").replace('"network"', '"club"'),
    )
    assert [line.split(" ")[:2] for line in found] == [
        ["tenants/harbour/tenant.toml:", "accent:"],
        ["tenants/harbour/tenant.toml:", "territory[1].name.nl:"],
        ["tenants/kirikou/tenant.toml:", "kind:"],
    ]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ((), "member: a consortium without members — add its members or make it a network"),
        (("kirikou",), "member[1].tenant: there is no tenant 'kirikou' — correct it or add its folder"),
        (("joint",), "member[1].tenant: 'joint' is a consortium — name networks or partners only"),
    ],
)
def test_members_must_be_other_tenants(tmp_path: Path, members: tuple[str, ...], expected: str):
    assert faults(tmp_path, joint=as_consortium(*members)) == [f"tenants/joint/tenant.toml: {expected}"]


def test_a_territory_counts_for_one_member_and_a_member_has_one(tmp_path: Path):
    assert faults(tmp_path, harbour=PLAIN, joint=as_consortium("harbour", "harbour")) == [
        "tenants/joint/tenant.toml: member[2].tenant: 'harbour' is named twice — give a member one territory",
        "tenants/joint/tenant.toml: member[2].territory: 'south' already has a member — "
        "a territory counts for one member",
    ]


def test_the_territory_of_a_member_is_one_of_the_consortium(tmp_path: Path):
    joint = as_consortium("harbour").replace('territory = "south"', 'territory = "north"')
    assert faults(tmp_path, harbour=PLAIN, joint=joint) == [
        "tenants/joint/tenant.toml: member[1].territory: there is no territory 'north' — use a code of this file"
    ]


def test_two_tenants_cannot_share_a_hostname(tmp_path: Path):
    hosted = PLAIN.replace("kind", 'hostname = "care.example"\nkind')
    assert faults(tmp_path, harbour=hosted, kirikou=hosted.replace("harbour", "kirikou")) == [
        "tenants/kirikou/tenant.toml: hostname: care.example is also that of 'harbour' — give each its own"
    ]


def test_a_folder_without_a_file_and_a_missing_folder_are_faults(tmp_path: Path):
    (tmp_path / "harbour").mkdir()
    assert faults(tmp_path) == ["tenants/harbour/tenant.toml: file: it does not exist — write it or remove the folder"]
    with pytest.raises(TenantFileError, match="there is no such folder"):
        read_tenant_files(tmp_path / "none", MODULES)


def test_a_file_that_is_not_utf_8_is_a_fault(tmp_path: Path):
    (tmp_path / "harbour").mkdir()
    (tmp_path / "harbour" / "tenant.toml").write_bytes(PLAIN.replace("Sud", "Médi").encode("latin-1"))
    assert faults(tmp_path) == ["tenants/harbour/tenant.toml: file: it is not UTF-8 text — save it as UTF-8"]


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path):
    (tmp_path / "harbour" / "tenant.toml").mkdir(parents=True)
    assert faults(tmp_path) == [
        "tenants/harbour/tenant.toml: file: it cannot be read (Is a directory) — give your account access to it"
    ]


@pytest.mark.parametrize("slug", ["networks", "static", "healthz"])
def test_a_network_is_not_called_as_an_address_of_the_site_begins(tmp_path: Path, slug: str) -> None:
    with pytest.raises(TenantFileError) as caught:
        read(tmp_path, **{slug: PLAIN.replace('"harbour"', f'"{slug}"')})
    assert f"slug: {slug!r} is an address of the site itself — rename the folder and the slug" in str(caught.value)
