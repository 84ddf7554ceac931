"""Each list as an Excel file: the rows that its filters leave, all of them, in the reader's language."""

from __future__ import annotations

from flask import Response, make_response

from core.exchange.writing import Table, write_workbook
from core.language.folding import fold_words
from core.programme.request import open_edition
from core.tenancy.unit import Unit
from core.web.permissions import needs, traced
from plugins.immersion.access import EXPORT
from plugins.immersion.enums import MODULE
from plugins.immersion.exports import Naming, hosts_sheet, placements_sheet, trainees_sheet
from plugins.immersion.queries.hosts import list_hosts
from plugins.immersion.queries.placements import list_placements
from plugins.immersion.queries.trainees import list_trainees
from plugins.immersion.services.exporting import record_export
from plugins.immersion.settings import ImmersionSettings
from plugins.immersion.texts import pgettext
from plugins.immersion.views import immersion
from plugins.immersion.views.hosts import host_filters
from plugins.immersion.views.lists import Names, names_for
from plugins.immersion.views.placements import placement_filters
from plugins.immersion.views.trainees import trainee_filters

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@immersion.get("/<edition>/hosts.xlsx")
@needs(EXPORT)
@traced
def export_hosts(edition: str) -> Response:
    """Hand out the list of hosts."""
    row, unit = open_edition(MODULE, edition)
    names = names_for(unit)
    wanted = host_filters(names).wanted()
    found = list_hosts(unit, row.id, wanted, limit=None)
    record_export(unit, row.id, "hosts", wanted, found.total)
    return workbook(hosts_sheet(found.rows, naming(names)), pgettext("file name", "hosts"), edition, unit)


@immersion.get("/<edition>/trainees.xlsx")
@needs(EXPORT)
@traced
def export_trainees(edition: str) -> Response:
    """Hand out the list of trainees that exist for the reader."""
    row, unit = open_edition(MODULE, edition)
    names = names_for(unit)
    wanted = trainee_filters(unit, row, names).wanted()
    found = list_trainees(unit, row.id, wanted, limit=None)
    record_export(unit, row.id, "trainees", wanted, found.total)
    most = ImmersionSettings.from_json(row.settings).max_choices
    return workbook(trainees_sheet(found.rows, naming(names), most), pgettext("file name", "trainees"), edition, unit)


@immersion.get("/<edition>/placements.xlsx")
@needs(EXPORT)
@traced
def export_placements(edition: str) -> Response:
    """Hand out the list of placements that exist for the reader."""
    row, unit = open_edition(MODULE, edition)
    names = names_for(unit)
    wanted = placement_filters(unit, row, names).wanted()
    found = list_placements(unit, row.id, wanted, limit=None)
    record_export(unit, row.id, "placements", wanted, found.total)
    return workbook(placements_sheet(found.rows, naming(names)), pgettext("file name", "placements"), edition, unit)


def naming(names: Names) -> Naming:
    """Return how a sheet names the codes of the data."""
    return Naming(
        territory=lambda code: names.territory.get(code) if code else None,
        sectors=names.sectors,
        profession=lambda code: names.profession.get(code, code) if code else None,
        municipality=names.municipality,
    )


def workbook(table: Table, name: str, edition: str, unit: Unit) -> Response:
    """Answer with a workbook, named after what is in it, the edition and the day: stagiaires-2024-2024-02-19.xlsx."""
    answer = make_response(write_workbook([table]))
    answer.mimetype = EXCEL
    plain = fold_words(name).replace(" ", "-")
    answer.headers["Content-Disposition"] = f'attachment; filename="{plain}-{edition}-{unit.today.isoformat()}.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
