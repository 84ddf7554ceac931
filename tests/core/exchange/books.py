"""Workbooks for tests: as openpyxl writes them, and by hand as other programs do."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def written(*rows: Sequence[Any], epoch: datetime | None = None) -> bytes:
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_hand(
    sheet: str,
    *,
    strings: str = "",
    styles: str = "",
    book: str = "",
    before: Mapping[str, str] | None = None,
    after: Mapping[str, str] | None = None,
    main: str = MAIN,
    kinds: str = KIND,
) -> bytes:
    """Return a workbook as other programs write it: with relations, shared texts and styles of one's choice.

    `before` are hidden sheets and `after` visible ones, by name, around the sheet.
    """
    relations = {"worksheet": "worksheets/s.xml"}
    whole = sheet if "worksheet" in sheet else f'<worksheet xmlns="{main}">{sheet}</worksheet>'
    parts = {"xl/worksheets/s.xml": whole}
    listed = {"before": "", "after": ""}
    others = ""
    for where, state, sheets in (("before", "hidden", before or {}), ("after", "visible", after or {})):
        for name, rows in sheets.items():
            parts[f"xl/worksheets/{name}.xml"] = f'<worksheet xmlns="{main}">{rows}</worksheet>'
            others += f'<Relationship Id="r{name}" Type="{kinds}/worksheet" Target="worksheets/{name}.xml"/>'
            listed[where] += f'<sheet name="{name}" sheetId="9" state="{state}" r:id="r{name}"/>'
    if strings:
        relations["sharedStrings"] = "/xl/Texts.xml"
        parts["xl/texts.xml"] = f'<sst xmlns="{main}">{strings}</sst>'
    if styles:
        relations["styles"] = "styles.xml"
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{main}">{styles}</styleSheet>'
    links = "".join(
        f'<Relationship Id="r{kind}" Type="{kinds}/{kind}" Target="{target}"/>' for kind, target in relations.items()
    )
    links += others
    parts |= {
        "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{kinds}/officeDocument" Target="xl/book.xml"/>'
        "</Relationships>",
        "xl/_rels/book.xml.rels": f"<Relationships>{links}</Relationships>",
        "xl/book.xml": f'<workbook xmlns="{main}" xmlns:r="{kinds}">{book}<sheets>{listed["before"]}'
        f'<sheet name="x" sheetId="1" r:id="rworksheet"/>{listed["after"]}</sheets></workbook>',
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
