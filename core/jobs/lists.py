"""The list of work in the background, specified once for its page, its filters and its order."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy import select

from core.jobs.access import READ_WORK, visible_work
from core.jobs.models import JobRun
from core.listing.columns import Column
from core.listing.filters import pick
from core.listing.spec import Head, ListSpec

RUNS: Final = ListSpec(
    name="runs",
    title=_l("Work done"),
    key=JobRun.id,
    source=select(JobRun.id),
    permission=READ_WORK,
    visible=visible_work,
    columns=(
        Column("kind", JobRun.kind, _l("Work"), "term", terms="kind"),
        Column("subject_id", JobRun.subject_id, sort=()),
        Column("by_name", JobRun.by_name, _l("Asked for by")),
        Column("created_at", JobRun.created_at, _l("When"), "moment"),
        Column("took", JobRun.finished_at - JobRun.created_at, _l("Time it took"), sort=()),
        Column("state", JobRun.state, _l("Outcome"), sort=()),
        Column("done", JobRun.done, sort=()),
        Column("total", JobRun.total, sort=()),
        Column("error", JobRun.error, sort=()),
    ),
    heads=(Head("kind"), Head("by_name"), Head("created_at"), Head("took"), Head("state")),
    order="-created_at",
    filters=(
        pick(
            "kind",
            _l("Kind of work"),
            JobRun.kind,
            options="kind",
            everything=lazy_pgettext("work", "All"),
        ),
        pick(
            "state",
            _l("Outcome"),
            JobRun.state,
            options=(
                ("queued", lazy_pgettext("work", "Waiting")),
                ("running", lazy_pgettext("work", "Under way")),
                ("done", lazy_pgettext("work", "Done")),
                ("failed", lazy_pgettext("work", "Failed")),
            ),
            everything=lazy_pgettext("work", "All"),
        ),
    ),
)
