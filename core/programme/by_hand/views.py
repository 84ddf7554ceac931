"""Enter and correct by page: fill in, look at what it would do, do it.

Every module with a kind of file that a hand may fill in has these pages among its own: `lunch.enter_by_hand`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.contract.importing import ByHand, ImportKind, KnownRow
from core.contract.module import Module
from core.exchange.importing import ImportPlan, changed_cells
from core.exchange.values import Cell, Meant
from core.programme.by_hand import services
from core.programme.by_hand.forms import RowForm, row_form_of
from core.programme.by_hand.services import Typed, namesakes
from core.programme.errors import UnseenPlanError
from core.programme.importing.checks import title_of
from core.programme.importing.request import kinds_for
from core.programme.importing.services import flaws_of
from core.programme.models import Edition
from core.programme.request import open_edition
from core.tenancy.unit import Unit
from core.web.permissions import needs


@dataclass(frozen=True, slots=True)
class Desk:
    """What a request for one of these pages is about: a row that is known, or none for a new one."""

    module: Module
    unit: Unit
    edition: Edition
    kind: ImportKind
    hand: ByHand
    known: KnownRow | None = None
    reference: str | None = None

    @property
    def address(self) -> str:
        """The page itself."""
        if self.reference is None:
            return url_for(".enter_by_hand", edition=self.edition.code, kind=self.kind.name)
        return url_for(".correct_by_hand", edition=self.edition.code, kind=self.kind.name, reference=self.reference)

    @property
    def leads_back(self) -> str:
        """The page from which somebody came: that of the row, or the list."""
        if self.reference is None:
            return url_for(self.hand.list, edition=self.edition.code)
        return url_for(self.hand.page, edition=self.edition.code, reference=self.reference)


def add_hand_pages(app: Flask, module: Module) -> None:
    """Give a module the pages on which rows are entered by hand, if a kind of its files lets that be."""
    kinds = [kind for kind in module.imports if kind.by_hand is not None]
    if not kinds:
        return
    needed = needs(kinds[0].permission)
    pages: tuple[tuple[str, str, Callable[..., Any]], ...] = (
        ("<kind>/new", "enter_by_hand", enter),
        ("<kind>/<path:reference>/correct", "correct_by_hand", correct),
    )
    for rule, name, view in pages:
        address, endpoint = f"/{module.name}/<edition>/by-hand/{rule}", f"{module.name}.{name}"
        app.add_url_rule(address, endpoint, needed(_of(module, view, post=False)), methods=["GET"])
        app.add_url_rule(address, f"{endpoint}_now", needed(_of(module, view, post=True)), methods=["POST"])


def _of(module: Module, view: Callable[..., Any], *, post: bool) -> Callable[..., Any]:
    """Return a view as a page of one module."""

    def page(**values: Any) -> Any:
        return view(module, post=post, **values)

    return page


def enter(module: Module, *, post: bool, edition: str, kind: str) -> str | Response | tuple[str, int]:
    """Ask for a new row; show what it would do; write it."""
    desk = _desk(module, edition, kind)
    if not desk.hand.prefix:
        abort(404)
    now: Mapping[str, Cell] = {"registered_at": desk.unit.now, "received_at": desk.unit.now}
    form = _form(desk, desk.hand.adds, now)
    if not post:
        form.entry.data = services.new_entry()
        return _form_page(desk, form)
    return _answer(desk, form)


def correct(module: Module, *, post: bool, edition: str, kind: str, reference: str) -> str | Response | tuple[str, int]:
    """Ask what is to be corrected of a row; show what it would do; write it."""
    desk = _desk(module, edition, kind, reference)
    form = _form(desk, desk.hand.corrects, desk.known.cells if desk.known else {})
    return _answer(desk, form) if post else _form_page(desk, form)


def _desk(module: Module, edition: str, kind: str, reference: str | None = None) -> Desk:
    row, unit = open_edition(module.name, edition)
    found = kinds_for(unit, module).get(kind)
    if found is None or found.by_hand is None:
        abort(404)
    if reference is None:
        return Desk(module, unit, row, found, found.by_hand)
    known = found.by_hand.row(unit, row, reference) or abort(404)
    return Desk(module, unit, row, found, found.by_hand, known, reference)


def _form(desk: Desk, names: Sequence[str], cells: Mapping[str, Cell]) -> RowForm:
    options = desk.hand.options(desk.unit, desk.edition)
    asked = [name for name in names if name in options or name not in desk.hand.chosen]
    return row_form_of(desk.kind, asked, cells=cells, options=options, corrects=desk.reference is not None)


def _answer(desk: Desk, form: RowForm) -> str | Response | tuple[str, int]:
    if not form.validate():
        return _form_page(desk, form), 422
    if "again" in request.form:
        return _form_page(desk, form)
    typed, status = _typed(desk, form), 200
    try:
        if form.seen.data:
            return _do(desk, form, typed)
    except UnseenPlanError:
        status = 409
        flash(_("Nothing was changed: things are not as you saw them. This is how they stand now."), "error")
    plan = _plan(desk, typed)
    if plan.checked.faults:
        form.show_faults(desk.kind, plan)
        return _form_page(desk, form), 422
    if not (plan.new or plan.updated):
        flash(_("Everything is so already. Nothing was changed."))
        return redirect(desk.leads_back)
    return _confirm_page(desk, form, plan, typed), status


def _typed(desk: Desk, form: RowForm) -> Typed:
    """Return what was typed; the day of today is this moment, and a new row means whoever has the address."""
    typed = form.typed
    today = {name: desk.unit.now for name, cell in typed.cells.items() if cell == desk.unit.today}
    meant = typed.meant if desk.known is not None else Meant.TOLD
    return Typed({**typed.cells, **today}, meant)


def _plan(desk: Desk, typed: Typed) -> ImportPlan:
    if desk.known is None:
        return services.plan_new(desk.unit, desk.edition, desk.kind, typed)
    return services.plan_correction(desk.unit, desk.edition, desk.kind, desk.known, typed)


def _do(desk: Desk, form: RowForm, typed: Typed) -> Response:
    seen = form.seen.data or ""
    if desk.reference is None:
        entry = form.entry.data or services.new_entry()
        reference = services.enter(desk.unit, desk.edition, desk.kind, typed, seen=seen, entry=entry)
        flash(_("Entered as %(reference)s. No letter was sent.", reference=reference))
        return redirect(url_for(desk.hand.page, edition=desk.edition.code, reference=reference))
    reason = form["reason"].data
    services.correct(desk.unit, desk.edition, desk.kind, desk.reference, typed, seen=seen, reason=reason)
    flash(_("The correction is made. No letter was sent."))
    return redirect(desk.leads_back)


def _form_page(desk: Desk, form: RowForm) -> str:
    first = desk.kind.after(desk.unit, desk.edition) if desk.reference is None else None
    return render_template(
        "programme/by_hand.html",
        desk=desk,
        form=form,
        proposals=desk.hand.proposals(desk.unit, desk.edition),
        first=kinds_for(desk.unit, desk.module).get(first or ""),
    )


def _confirm_page(desk: Desk, form: RowForm, plan: ImportPlan, typed: Typed) -> str:
    flaws = flaws_of(desk.kind)
    hidden = {name: request.form[name] for name in request.form if name != "csrf_token"}
    return render_template(
        "programme/by_hand_confirm.html",
        desk=desk,
        form=form,
        changes=changed_cells(plan, lambda column: title_of(desk.kind, column)),
        warnings=[(finding.column, flaws[finding.flaw]) for finding in plan.checked.warnings],
        others=namesakes(desk.unit, desk.edition, desk.kind, typed) if desk.known is None else (),
        hidden={**hidden, "seen": plan.fingerprint},
    )
