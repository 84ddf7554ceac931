"""A list that takes too long for a page: asked for there, written by the worker, kept a day for who asked.

What is asked for is kept as plain data, in the language of who asked: the worker needs no page, no catalogue and no
vocabulary for it, only the list's specification, which the module declares (`Module.lists`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select

from core.audit.services import record
from core.contract.acting import Actor, Permission, require
from core.exchange.errors import UnknownFileError
from core.exchange.models import StoredFile
from core.exchange.services import keep_file, kept_file, of_actor
from core.exchange.sheets import SheetField, sheet
from core.exchange.writing import Table
from core.jobs.models import JobRun
from core.jobs.services import start_job
from core.listing.asked import Asked
from core.listing.reading import ListRow
from core.listing.spec import ListSpec, Scope
from core.tenancy.unit import Unit

PURPOSE: Final = "export"
#: What a page writes while its reader waits, in cells, for a row costs what its columns do: some tenths of a second.
CELLS_AT_ONCE: Final = 20_000
#: A sheet of Excel has 1,048,576 rows; the first is the header.
MOST_ROWS: Final = 1_048_575


class ExportState(StrEnum):
    """How far a list is on its way to who asked for it as a file."""

    #: The worker has it in hand; or had, and failed.
    UNDER_WAY = "under way"
    #: It is written, and waits.
    READY = "ready"
    #: It left, which is in the trail; it may be fetched again.
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Export:
    """A list as somebody asked for it: its title and headers in their language, its scope, filters and order."""

    title: str
    fields: Sequence[SheetField]
    scope: Scope
    asked: Asked
    #: Where it was asked for: the view, and the values of its address.
    endpoint: str
    values: Mapping[str, str]

    @property
    def edition_id(self) -> uuid.UUID | None:
        """The edition whose list it is, if it is one's."""
        return self.scope.get("edition")

    def table(self, rows: Iterable[ListRow]) -> Table:
        """Put rows under the headers."""
        return sheet(self.title, self.fields, rows)

    def as_json(self) -> dict[str, Any]:
        """Return the facts, from which `Export.from_json` makes the same again."""
        return {
            "title": self.title,
            "fields": [asdict(field) for field in self.fields],
            "scope": {name: _plain(value) for name, value in self.scope.items()},
            "filters": dict(self.asked.values),
            "sort": self.asked.sort,
            "endpoint": self.endpoint,
            "values": dict(self.values),
        }

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> Export:
        """Make the one whose facts were kept."""
        return cls(
            facts["title"],
            [SheetField(**field) for field in facts["fields"]],
            {name: _meant(value) for name, value in facts["scope"].items()},
            Asked(facts["filters"], facts["sort"]),
            facts["endpoint"],
            facts["values"],
        )


def _plain(value: Any) -> Any:
    return {"id": str(value)} if isinstance(value, uuid.UUID) else value


def _meant(value: Any) -> Any:
    return uuid.UUID(value["id"]) if isinstance(value, dict) else value


def needed(spec: ListSpec) -> Permission:
    """Return the right to take a list home; raises ValueError for a list that nobody takes home."""
    if spec.export is None:
        raise ValueError(f"The list {spec.owner}.{spec.name} does not say who may take it home.")
    return spec.export


def of_list(spec: ListSpec) -> tuple[ColumnElement[bool], ...]:
    """Return the criteria of the files that hold a list."""
    return StoredFile.module == spec.owner, StoredFile.kind == spec.name


def export_job(spec: ListSpec) -> str:
    """Return the name of the job that writes a list as a file."""
    return f"{spec.owner}.export.{spec.name}"


def start_export(unit: Unit, spec: ListSpec, export: Export, name: str) -> uuid.UUID:
    """Let the worker write a list as a file called `name`, and return the id under which the file is kept.

    While the worker has the very same in hand for the actor, it is that one. Raises TooManyFilesError while it has too
    many others, NotAllowedError without the right.
    """
    require(unit.actor, needed(spec))
    _one_press_at_a_time(unit)
    facts = export.as_json()
    same = (
        select(StoredFile.id)
        .join(JobRun, (JobRun.tenant_id == StoredFile.tenant_id) & (JobRun.subject_id == StoredFile.id))
        .where(
            *of_actor(unit, PURPOSE),
            *of_list(spec),
            StoredFile.state == ExportState.UNDER_WAY,
            StoredFile.facts == facts,
            JobRun.under_way,
        )
    )
    running = unit.session.scalar(same.limit(1))
    if running is not None:
        return running
    kept = keep_file(
        unit,
        module=spec.owner,
        purpose=PURPOSE,
        kind=spec.name,
        state=ExportState.UNDER_WAY,
        name=name,
        content=b"",
        edition_id=export.edition_id,
        facts=facts,
    )
    start_job(unit, export_job(spec), kept.id)
    return kept.id


def _one_press_at_a_time(unit: Unit) -> None:
    """Let a second press wait for the first, and then see what it began; until the transaction ends."""
    whose = f"export:{unit.tenant.id}:{unit.actor.account_id}"
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(whose, 0))))


def kept_export(
    unit: Unit, spec: ListSpec, edition_id: uuid.UUID | None, file_id: uuid.UUID, *, to_change: bool = False
) -> StoredFile:
    """Return a file of this list that the actor asked for; its content comes when it is asked for.

    Raises UnknownFileError, for one of another list too, and NotAllowedError without the right.
    """
    require(unit.actor, needed(spec))
    file = kept_file(unit, PURPOSE, edition_id, file_id, to_change=to_change)
    if (file.module, file.kind) != (spec.owner, spec.name):
        raise UnknownFileError(f"The file {file_id} holds no {spec.owner}.{spec.name}.")
    return file


def take_export(unit: Unit, spec: ListSpec, edition_id: uuid.UUID | None, file_id: uuid.UUID) -> StoredFile | None:
    """Return a file that is written, for its person to take home; None while there is none to be had.

    The first time leaves a trace, whoever presses how often. Raises what `kept_export` does.
    """
    if not may_be_taken(unit, kept_export(unit, spec, edition_id, file_id)):
        return None  # And no lock is asked for: the worker may be about to write.
    file = kept_export(unit, spec, edition_id, file_id, to_change=True)
    if file.state == ExportState.READY:
        facts = file.facts
        record(unit, spec.act, edition_id, list=spec.name, filters=sorted(facts["filters"]), rows=facts["rows"])
        file.state = ExportState.TAKEN
    return file


def may_be_taken(unit: Unit, file: StoredFile) -> bool:
    """Say whether a file is written, with the rights that the actor has now: it shows what existed for others too."""
    return file.state != ExportState.UNDER_WAY and file.facts["rights"] == rights_of(unit.actor)


def rights_of(actor: Actor) -> list[str]:
    """Return all by which something exists for an actor, as plain data."""
    return sorted(repr(each) for each in (*actor.grants, *actor.parts))
