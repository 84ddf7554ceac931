"""The files of a small edition as somebody types them in Excel: four hosts and six trainees, two of them in Dutch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime as moment
from pathlib import Path
from typing import Any

import openpyxl

Row = Mapping[str, Any]


def clock(year: int, month: int, day: int) -> moment:
    """Nine in the morning of a day, as Excel keeps it."""
    return moment(year, month, day, 9)  # noqa: DTZ001 - Excel knows no zones.


def hosts(year: int, prefix: str) -> list[Row]:
    """Four services in Brussels, with five places in all."""
    services = ("Le Gué", "De Brug", "La Passerelle", "Het Baken")
    return [
        {
            "N° offre": f"{prefix}{number:03}",
            "Institution": name,
            "Code postal": "1000",
            "Personne de contact": f"Anne Dupont{number}",
            "E-mail": f"hote{number}@services.example",
            "Titre de l'immersion": f"Une journée chez {name}",
            "Places": 2 if number == 1 else 1,
            "Inscrit le": clock(year - 1, 11, 20),
        }
        for number, name in enumerate(services, start=1)
    ]


def trainees(year: int, host_prefix: str, prefix: str) -> list[Row]:
    """Six people who each ask for two hosts; the first three work at one."""
    services = ("Le Gué", "De Brug", "La Passerelle", "Ailleurs", "Elders", "Ailleurs")
    return [
        {
            "N° demande": f"{prefix}{number:03}",
            "Prénom": "Lucie",
            "Nom": f"Martin{number}",
            "E-mail": f"lucie{number}@services.example",
            "Institution": name,
            "Code postal du service": "1000",
            "Langue": "nl" if number > 4 else "fr",
            "Choix 1": f"{host_prefix}{number % 4 + 1:03}",
            "Choix 2": f"{host_prefix}{(number + 1) % 4 + 1:03}",
            "Inscrit le": clock(year, 1, 14 if number < 4 else 22),
        }
        for number, name in enumerate(services, start=1)
    ]


def new_choices(year: int, host_prefix: str, prefix: str) -> list[Row]:
    """The two who stayed without a place choose the host that has one left."""
    return [
        {"N° demande": f"{prefix}{number:03}", "Choix 1": f"{host_prefix}001", "Reçu le": clock(year, 2, 25)}
        for number in (5, 6)
    ]


def workbook(path: Path, rows: Sequence[Row]) -> Path:
    """Write rows below their headings, and return the path."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    book.save(path)
    return path
