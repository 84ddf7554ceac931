"""The long work of exports: a list too long for a page is written by the worker, row by row."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from core.contract.acting import require
from core.contract.module import JobKind, JobReport, JobSubject
from core.database.base import utc_now
from core.exchange.exporting import PURPOSE, Export, ExportState, export_job, needed, of_list, rights_of
from core.exchange.models import StoredFile
from core.exchange.services import of_actor
from core.exchange.writing import write_workbook
from core.listing.reading import ListRow, count_rows, read_all
from core.listing.spec import ListSpec
from core.tenancy.unit import Unit

#: So many rows are written between two words about it.
ROWS_BETWEEN: Final = 500


def export_jobs(lists: Iterable[ListSpec]) -> tuple[JobKind, ...]:
    """Return the jobs that write lists as files, one for each, with the right of that list."""
    return tuple(
        JobKind(
            export_job(spec), _l("Excel file: %(list)s", list=spec.title), needed(spec), _write(spec), _subjects(spec)
        )
        for spec in lists
    )


class _Passing:
    """Passes rows on and counts them, telling now and then how many went by."""

    def __init__(self, total: int, report: JobReport) -> None:
        self._total, self._report = total, report
        self.rows = 0

    def all(self, rows: Iterable[ListRow]) -> Iterator[ListRow]:
        for row in rows:
            yield row
            self.rows += 1
            if self.rows % ROWS_BETWEEN == 0:
                self.tell()

    def tell(self) -> None:
        self._report(self.rows, max(self.rows, self._total))


def _write(spec: ListSpec) -> Callable[[Unit, uuid.UUID, JobReport], None]:
    def run(unit: Unit, file_id: uuid.UUID, report: JobReport) -> None:
        """Write a list as it was asked for, with the rights that its person has now.

        The row of the file is not locked meanwhile: whoever makes room for newer files must not wait for the worker.
        A file that is gone by the end, or whose day was over before, is not missed.
        """
        require(unit.actor, needed(spec))
        file = (StoredFile.id == file_id, StoredFile.state == ExportState.UNDER_WAY)
        facts = unit.session.scalar(select(StoredFile.facts).where(*file))
        if facts is None:
            return
        export, as_of = Export.from_json(facts), utc_now().isoformat()
        passing = _Passing(count_rows(unit, spec, export.scope, export.asked), report)
        passing.tell()
        rows = passing.all(read_all(unit, spec, export.scope, export.asked))
        content = write_workbook([export.table(rows)])
        passing.tell()
        unit.session.execute(
            update(StoredFile)
            .where(*file)
            .values(
                content=content,
                state=ExportState.READY,
                facts={**facts, "rows": passing.rows, "as_of": as_of, "rights": rights_of(unit.actor)},
            )
        )

    return run


def _subjects(spec: ListSpec) -> Callable[[Unit, Collection[uuid.UUID]], Mapping[uuid.UUID, JobSubject]]:
    def subjects(unit: Unit, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, JobSubject]:
        """Name the reader's own files: nobody else sees them."""
        query = select(StoredFile.id, StoredFile.name, StoredFile.facts["endpoint"], StoredFile.facts["values"])
        found = unit.session.execute(query.where(StoredFile.id.in_(ids), *of_actor(unit, PURPOSE), *of_list(spec)))
        return {id: JobSubject(name, endpoint, {**values, "waiting": id}) for id, name, endpoint, values in found}

    return subjects
