"""The form of a variant: its lines, what it begins with, and each fault at its field."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from core.web.permissions import needs
from plugins.immersion.access import MANAGE_ROUNDS
from plugins.immersion.enums import RoundState
from plugins.immersion.errors import ImmersionError, VariantError, VariantFault
from plugins.immersion.forms import LISTS, MOST_LINES, VariantForm, variant_form
from plugins.immersion.queries import variants as queries
from plugins.immersion.queries.rounds import hosts_by_reference, names_of
from plugins.immersion.services.rounds import add_variant
from plugins.immersion.variants import Changes
from plugins.immersion.views import immersion
from plugins.immersion.views import round_words as words
from plugins.immersion.views.rounds import Open, open_or_404
from plugins.immersion.views.what_if.comparing import added, away, url_of

#: With more people than this the form suggests no references, for the page would be mostly that.
MOST_SUGGESTIONS = 1_000


@immersion.get("/<edition>/rounds/<int:number>/what-if/new")
@needs(MANAGE_ROUNDS)
def new_variant(edition: str, number: int) -> str | Response:
    """Ask what a variant decides; the form begins with the proposal or with another variant."""
    here = open_or_404(edition, number)
    if here.round.state != RoundState.PROPOSED:
        return away(here)
    return form_page(here, form_from(beginning(here)))


@immersion.post("/<edition>/rounds/<int:number>/what-if/new")
@needs(MANAGE_ROUNDS)
def make_variant(edition: str, number: int) -> str | Response | tuple[str, int]:
    """Add the variant that was asked for, or one line more to its form."""
    here = open_or_404(edition, number)
    if here.round.state != RoundState.PROPOSED:
        return away(here)
    form = posted_form(request.form)
    if request.form.get("more"):
        return form_page(here, form)
    if form.validate():
        try:
            variant = add_variant(here.unit, here.round.id, asked(here, form), (form.label.data or "").strip() or None)
        except VariantError as error:
            put_at_fields(form, error.faults)
        except ImmersionError as error:
            form.form_errors.append(words.sentence(error))
        else:
            flash(added(variant))
            return redirect(url_of(here))
    return form_page(here, form), 422


def asked(here: Open, form: VariantForm) -> Changes:
    """Return what a form asks for, its references as the round knows them."""
    instance = queries.frozen_instance(here.round)
    return form.changes([each.id for each in instance.pool], instance.offers_by_id)


def beginning(here: Open) -> Changes:
    """Return with what the form begins: the variant that the address names, else what the proposal decides."""
    like = request.args.get("like", "")
    for each in queries.variants_of(here.unit.session, here.round.id):
        if str(each.number) == like:
            return Changes.from_json(each.changes)
    return Changes.of(queries.frozen_instance(here.round))


def form_from(changes: Changes) -> VariantForm:
    """Return the form with what is decided, and an empty line at the end of each list."""
    kept = asdict(changes)
    values: dict[str, Any] = {"objective": changes.objective}
    for name, (first, second) in LISTS.items():
        for number, (one, other) in enumerate(kept[name]):
            values |= {f"{name}_{number}_{first}": one, f"{name}_{number}_{second}": str(other)}
    form = variant_form({name: len(kept[name]) + 1 for name in LISTS}, **values)
    return with_objectives(form)


def posted_form(posted: MultiDict[str, str]) -> VariantForm:
    """Return the form as it was sent, with one line more in the list that asked for it."""
    counts = {}
    for name, (first, _second) in LISTS.items():
        sent = (number for number in range(MOST_LINES) if f"{name}_{number}_{first}" in posted)
        counts[name] = max(sent, default=-1) + 1 + (posted.get("more") == name)
    return with_objectives(variant_form({name: max(1, count) for name, count in counts.items()}))


def with_objectives(form: VariantForm) -> VariantForm:
    """Name the objectives in the reader's language."""
    form.objective.choices = [
        SelectChoice(name, f"{words.OBJECTIVE_NAMES[name]}. {words.OBJECTIVES[name]}") for name in words.OBJECTIVE_NAMES
    ]
    return form


def form_page(here: Open, form: VariantForm) -> str:
    """Render the form of a variant, with the references that can be typed."""
    instance = queries.frozen_instance(here.round)
    people = [request.id for request in instance.pool]
    suggests = len(people) <= MOST_SUGGESTIONS
    return render_template(
        "immersion/what_if_new.html",
        round=here.round,
        form=form,
        lists=list(LISTS),
        most=MOST_LINES,
        people={each: None for each in people} | names_of(here.unit, here.round.edition_id, people) if suggests else {},
        hosts=hosts_by_reference(here.unit.session, here.round.edition_id, instance.offers_by_id) if suggests else {},
        sizes={offer.id: offer.capacity for offer in instance.offers},
    )


def put_at_fields(form: VariantForm, faults: tuple[VariantFault, ...]) -> None:
    """Write each fault at the field of the line it is about."""
    for fault in faults:
        filled = form.filled(fault.place)
        columns = LISTS[fault.place]
        field = form.line(fault.place, filled[fault.line])[columns.index(fault.column)]
        field.errors = [*field.errors, words.sentence(fault)]
