"""Whose a file is, and that the rights of the moment decide whether it is written and fetched."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lunch.access import READ
from lunch.lists import ENTRIES
from sqlalchemy import delete

from core.accounts.models import RoleGrant
from core.application import Application
from core.contract.acting import READER, REFERENT, Actor, Grant, NotAllowedError
from core.exchange.errors import UnknownFileError
from core.exchange.exporting import kept_export, start_export
from tests.core.exchange.exporting.entries import FILE, NAMES, TENANT, WHO, fetched, files, names_in, of_this_edition


def test_nobody_else_finds_the_file(client, sign_in, by_the_worker, work) -> None:
    address = client.get(FILE).location
    work()
    colleague = sign_in("referent")
    stranger = sign_in(tenant="orchard")
    for each in (address, fetched(address)):
        assert colleague.get(each).status_code == 404
        assert stranger.get(each).status_code == 404
        assert stranger.get(each.replace(TENANT, "orchard")).status_code == 404
    assert [client.get(each).status_code for each in (address, f"{FILE}?waiting=x", f"{FILE}?file=x")] == [
        200,
        404,
        404,
    ]


def change_role(application: Application, role: str | None) -> None:
    """Take the role of who is signed in, and give another one."""
    with application.unit(TENANT) as unit:
        [account_id] = unit.session.scalars(delete(RoleGrant).returning(RoleGrant.account_id)).all()
        if role:
            unit.session.know("sign_in", WHO)
            unit.session.add(RoleGrant(account_id=account_id, role=role))


def test_a_right_that_is_gone_stops_the_worker(client, application, by_the_worker, work, trail, unit_for) -> None:
    address = client.get(FILE).location
    change_role(application, READER)
    assert work() == 0
    assert client.get(address).status_code == 403
    assert (files(unit_for), trail()) == ([("under way", "entries")], [])


def test_a_right_that_is_gone_keeps_the_file_in(client, application, by_the_worker, work, trail) -> None:
    address = client.get(FILE).location
    work()
    change_role(application, READER)
    assert [client.get(each).status_code for each in (address, fetched(address))] == [403, 403]
    change_role(application, None)
    assert [client.get(each).status_code for each in (address, fetched(address))] == [404, 404]
    assert trail() == []


def test_other_rights_than_the_file_was_written_with_need_another_file(
    client, application, by_the_worker, work, trail
) -> None:
    """It may name people of a territory that is no longer its reader's."""
    address = client.get(FILE).location
    work()
    assert "The file is ready" in client.get(address).text
    change_role(application, REFERENT)
    page = client.get(address).text
    assert ("Your rights have changed" in page, f'href="{FILE}"' in page) == (True, True)
    assert (client.get(fetched(address)).location, trail()) == (address, [])
    again = client.get(FILE).location
    work()
    assert names_in(client.get(fetched(again))) == list(NAMES)


def test_a_file_counts_for_its_own_list_and_edition_only(network_with_entries, unit_for) -> None:
    unit = unit_for()
    export = of_this_edition(unit)
    edition = export.edition_id
    kept = start_export(unit, ENTRIES, export, "entries.xlsx")
    assert kept_export(unit, ENTRIES, edition, kept).name == "entries.xlsx"
    for spec, edition_id in ((replace(ENTRIES, name="others"), edition), (ENTRIES, None)):
        with pytest.raises(UnknownFileError):
            kept_export(unit, spec, edition_id, kept)
    reader = replace(unit, actor=Actor("Anne", grants=(Grant(READER),)))
    assert reader.actor.may(READ)
    for refused in (
        lambda: kept_export(reader, ENTRIES, edition, kept),
        lambda: start_export(reader, ENTRIES, export, "entries.xlsx"),
    ):
        with pytest.raises(NotAllowedError):
            refused()
