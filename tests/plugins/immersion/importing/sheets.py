"""An edition to import into, workbooks made by hand, and what every table holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
from sqlalchemy import select, text

from core.database.base import Base
from core.exchange.importing import ImportReport
from core.programme.importing.services import import_file
from core.programme.models import Edition
from core.programme.services import create_edition
from core.settings import PROJECT
from core.tenancy.unit import Unit
from plugins.immersion.services.importing import IMPORTS
from plugins.immersion.settings import read_settings

KINDS = {kind.name: kind for kind in IMPORTS}
FILES = PROJECT / "demo" / "immersion-2024"

HOST = {
    "N° offre": "H001",
    "Institution": "SPJ Le Gué (Mons)",
    "Service": "Équipe ambulatoire",
    "Secteur": "Aide à la jeunesse; CPMS / PSE",
    "Province": "Hainaut",
    "Code postal": "7034",
    "Commune": "Mons",
    "Adresse": "Rue du Parc 81",
    "Personne de contact": "Véronique Van den Berg",
    "E-mail": "veronique@spj-le-gue.example",
    "Téléphone": "+32 478 42 05 17",
    "Titre de l'immersion": "Découvrir le quotidien",
    "Description": "Une journée au sein de l'équipe.",
    "Professions": "psychologue, criminologue, jongleuse",
    "Public (âges)": "6-12",
    "Modalité": "observation",
    "Jours possibles": "vendredi, lundi",
    "Dates suggérées": "22/04/2024; 25/04/2024",
    "Durée (jours)": 0.5,
    "Places": 2,
    "Conditions": "Prévoir son repas",
    "Inscrit le": datetime(2024, 1, 26, 21, 26),  # noqa: DTZ001 - Excel knows no zones.
}
OTHER_HOST = {
    **HOST,
    "N° offre": "H002",
    "Institution": "IMP La Marelle (Namur)",
    "Service": None,
    "Secteur": "Handicap",
    "Province": "Namur",
    "Code postal": "5000",
    "Commune": "Namur",
    "Personne de contact": "Nathalie Leroy",
    "E-mail": "nathalie@imp.example",
    "Places": 1,
}
TRAINEE = {
    "N° demande": "S001",
    "Prénom": "Pauline",
    "Nom": "Simon",
    "E-mail": "pauline.simon@cpas.example",
    "Téléphone": "+32 484 98 23 67",
    "Institution": "CPAS de Mons",
    "Service": None,
    "Secteur": "Action sociale",
    "Profession": "juriste",
    "Province": "Hainaut",
    "Code postal du service": "7030",
    "Service hôte": "non",
    "Choix 1": "H001",
    "Choix 2": "H002",
    "Choix 3": None,
    "Attentes": "Créer du lien",
    "Inscrit le": datetime(2024, 2, 20, 10, 28),  # noqa: DTZ001
}
OTHER_TRAINEE = {
    **TRAINEE,
    "N° demande": "S002",
    "Prénom": "Ada",
    "Nom": "Joris",
    "E-mail": "ada@ssm.example",
    "Institution": "SSM Les Érables",
    "Choix 1": "H002",
    "Choix 2": None,
}


def sheet_of(*rows: dict[str, Any]) -> bytes:
    """Return a workbook of rows, each a header to value; row 2 is the first."""
    book = openpyxl.Workbook()
    headers = list(dict.fromkeys(header for row in rows for header in row))
    book.active.append(headers)
    for row in rows:
        book.active.append([row.get(header) for header in headers])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


class Editing:
    """One edition in a tenant, and imports into it, each committed."""

    def __init__(self, unit: Unit, code: str = "2024") -> None:
        self.unit = unit
        plan = read_settings(unit.tenant.settings["immersion"], unit.tenant.languages)
        self.edition: Edition = create_edition(
            unit, module="immersion", code=code, year=int(code), plan=plan, state="live"
        )
        unit.session.commit()

    def load(self, kind: str, content: bytes | str, *, unit: Unit | None = None, **options: bool) -> ImportReport:
        """Import a workbook, or a file of the demo by name, and commit."""
        if isinstance(content, str):
            content = (FILES / content).read_bytes()
        unit = unit or self.unit
        result = import_file(unit, self.edition, KINDS[kind], content, **options)
        unit.session.commit()
        return result

    def hosts(self, *rows: dict[str, Any], **options: bool) -> ImportReport:
        return self.load("hosts", sheet_of(*rows), **options)

    def trainees(self, *rows: dict[str, Any], **options: bool) -> ImportReport:
        return self.load("trainees", sheet_of(*rows), **options)

    def choices(self, *rows: dict[str, Any], **options: bool) -> ImportReport:
        return self.load("choices", sheet_of(*rows), **options)

    def withdrawals(self, *rows: dict[str, Any], **options: bool) -> ImportReport:
        return self.load("withdrawals", sheet_of(*rows), **options)

    def everything(self) -> str:
        """Return every row of every table as the tenant may read them: equal before and after, nothing changed."""
        session = self.unit.session
        readable = session.execute(
            text(
                "SELECT attrelid::regclass::text, string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute "
                "WHERE attrelid = ANY(CAST(:tables AS regclass[])) AND attnum > 0 AND NOT attisdropped "
                "AND has_column_privilege(attrelid, attnum, 'SELECT') GROUP BY attrelid ORDER BY 1"
            ),
            {"tables": sorted(Base.metadata.tables)},
        ).all()
        tables = {
            name: sorted(
                json.dumps(list(row), default=str) for row in session.execute(text(f"SELECT {columns} FROM {name}"))
            )
            for name, columns in readable
        }
        session.rollback()
        return json.dumps(tables, indent=1)


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    """Return (rows, valid, imported, unchanged, updated)."""
    return (report.rows, report.valid, report.imported, report.unchanged, report.updated)


def found(faults: Sequence[Any]) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.flaw) for fault in faults]


def one(unit: Unit, model: type, *criteria: Any) -> Any:
    """Return the only row of a table that meets the criteria, as it is in the database now."""
    query = select(model).where(*criteria).execution_options(populate_existing=True)
    return unit.session.scalars(query).one()
