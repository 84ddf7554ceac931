"""The long work of imports: what a page does not do while its reader waits. Each module with imports has both jobs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from core.contract.importing import ImportKind
from core.contract.module import JobKind, JobReport, JobSubject, Module
from core.database.base import refers
from core.exchange.errors import FileGoneError
from core.exchange.models import StoredFile
from core.language.speaking import speaking
from core.programme.importing.services import PURPOSE, check_file, check_job, import_job, import_waiting
from core.programme.models import Edition
from core.tenancy.unit import Unit

Act = Callable[[Unit, Edition, ImportKind, StoredFile, JobReport], None]


def import_jobs(module: Module) -> tuple[JobKind, ...]:
    """Return the jobs of a module that imports files, none of one that does not."""
    if not module.imports:
        return ()
    # The right that opens the pages; that of the kind of file is asked when its turn comes.
    right, subjects = module.imports[0].permission, _subjects(module)
    return (
        JobKind(check_job(module.name), _l("Check of a file"), right, _run(module, check_file), subjects),
        JobKind(import_job(module.name), _l("Import of a file"), right, _run(module, import_waiting), subjects),
    )


def _run(module: Module, act: Act) -> Callable[[Unit, uuid.UUID, JobReport], None]:
    kinds = {kind.name: kind for kind in module.imports}

    def run(unit: Unit, file_id: uuid.UUID, report: JobReport) -> None:
        """Do the work on a file. Raises FileGoneError when its day is over before its turn comes."""
        query = select(StoredFile, Edition).join(Edition, refers(StoredFile.edition_id, Edition))
        found = unit.session.execute(query.where(StoredFile.id == file_id).with_for_update(of=StoredFile)).one_or_none()
        if found is None:
            raise FileGoneError
        file, edition = found
        # What is found is read on a page: by the person, and in the language, that sent the file.
        with speaking(file.facts.get("language", unit.tenant.language)):
            act(unit.inside(edition), edition, kinds[file.kind], file, report)

    return run


def _subjects(module: Module) -> Callable[[Unit, Collection[uuid.UUID]], Mapping[uuid.UUID, JobSubject]]:
    def subjects(unit: Unit, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, JobSubject]:
        """Name the reader's own files: nobody else sees them."""
        query = (
            select(StoredFile.id, StoredFile.name, Edition.code)
            .join(Edition, refers(StoredFile.edition_id, Edition))
            .where(
                StoredFile.id.in_(ids),
                StoredFile.purpose == PURPOSE,
                StoredFile.by_account_id == unit.actor.account_id,
            )
        )
        return {
            id: JobSubject(name, f"{module.name}.checked_file", {"edition": code, "file_id": id})
            for id, name, code in unit.session.execute(query)
        }

    return subjects
