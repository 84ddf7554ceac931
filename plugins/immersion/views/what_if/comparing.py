"""What if: variants of a proposed round beside its proposal, and one of them made the proposal (IM-14, IM-15)."""

from __future__ import annotations

import uuid
from typing import Any, cast

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.tenancy.queries import territories
from core.web.paging import Page, page_url, wanted_page
from core.web.permissions import needs
from core.web.seen import seen_version
from plugins.immersion.access import MANAGE_ROUNDS, READ_PROPOSALS
from plugins.immersion.enums import RoundState
from plugins.immersion.errors import PoolTooLargeError, UnknownVariantError
from plugins.immersion.forms import ReasonForm
from plugins.immersion.matching import Objective
from plugins.immersion.queries import variants as queries
from plugins.immersion.queries.rounds import hosts_by_reference, names_of
from plugins.immersion.services.rounds import add_variant, adopt_variant, remove_variant
from plugins.immersion.services.rounds.variants import MOST_VARIANTS
from plugins.immersion.texts import gettext as _
from plugins.immersion.variants import Changes
from plugins.immersion.views import immersion
from plugins.immersion.views import round_words as words
from plugins.immersion.views.rounds import Open, act, open_or_404, territory_names
from plugins.immersion.views.what_if import table

PER_PAGE = 50


@immersion.get("/<edition>/rounds/<int:number>/what-if/")
@needs(READ_PROPOSALS)
def what_if(edition: str, number: int) -> str | Response:
    """Compare the proposal of a round with its variants."""
    here = open_or_404(edition, number)
    if here.round.state != RoundState.PROPOSED:
        return away(here)
    try:
        comparison = queries.compare(here.unit, here.round)
    except PoolTooLargeError as error:
        return render_template("immersion/what_if.html", round=here.round, too_large=words.sentence(error))
    names = territory_names(here.unit, territories(here.unit.session))
    asked = {column.changes for column in comparison.columns}
    return render_template(
        "immersion/what_if.html",
        round=here.round,
        comparison=comparison,
        figures=table.figure_rows(comparison, names),
        territories=table.territory_rows(comparison, names),
        objectives=[name for name in words.OBJECTIVE_NAMES if Changes(cast(Objective, name)) not in asked],
        room=len(comparison.variants) < MOST_VARIANTS,
        **said_by_name(here, comparison),
        most=MOST_VARIANTS,
        words=words,
        too_large=None,
    )


@immersion.post("/<edition>/rounds/<int:number>/what-if/objective")
@needs(MANAGE_ROUNDS)
def add_objective(edition: str, number: int) -> Response:
    """Add the variant that seeks something else and makes no exception."""
    here = open_or_404(edition, number)
    objective = request.form.get("objective", "")
    if objective not in words.OBJECTIVE_NAMES:
        abort(400)

    def do() -> object:
        return added(add_variant(here.unit, here.round.id, Changes(cast(Objective, objective))))

    return act(here, do, done=url_of(here), refused=url_of(here))


@immersion.get("/<edition>/rounds/<int:number>/what-if/<int:variant>/")
@needs(READ_PROPOSALS)
def variant(edition: str, number: int, variant: int) -> str | Response:
    """Show what one variant decides, what it brings and costs, and who gets something else."""
    here = open_or_404(edition, number)
    return away(here) if here.round.state != RoundState.PROPOSED else variant_page(here, variant, ReasonForm())


@immersion.post("/<edition>/rounds/<int:number>/what-if/<int:variant>/propose")
@needs(MANAGE_ROUNDS)
def propose_variant(edition: str, number: int, variant: int) -> str | Response | tuple[str, int]:
    """Make a variant the proposal of the round, for a reason."""
    here = open_or_404(edition, number)
    form = ReasonForm()
    if here.round.state == RoundState.PROPOSED and not form.validate():
        return variant_page(here, variant, form), 422

    def do() -> object:
        adopt_variant(
            here.unit,
            here.round.id,
            variant,
            reason=form.reason.data or "",
            variant_id=read_id(request.form.get("variant", "")),
            version=seen_version(),
        )
        return _("Variant %(number)s is the proposal now. Look at it, then publish it.", number=variant)

    return act(here, do, refused=url_of(here))


@immersion.post("/<edition>/rounds/<int:number>/what-if/<int:variant>/remove")
@needs(MANAGE_ROUNDS)
def remove(edition: str, number: int, variant: int) -> Response:
    """Remove a variant."""
    here = open_or_404(edition, number)

    def do() -> object:
        remove_variant(here.unit, here.round.id, variant)
        return _("Variant %(number)s is removed.", number=variant)

    return act(here, do, done=url_of(here), refused=url_of(here))


def url_of(here: Open) -> str:
    """Return the address of the comparison."""
    return url_for("immersion.what_if", edition=here.edition.code, number=here.round.number)


def away(here: Open) -> Response:
    """Lead back to the page of a round that is not proposed: there is nothing to compare with."""
    if here.round.state == RoundState.PUBLISHED:
        flash(_("This round is published: nothing can be decided otherwise any more."))
    else:
        flash(_("There is no proposal yet that could be compared with others."))
    return redirect(here.url)


def added(variant: Any) -> str:
    """Say that a variant stands beside the proposal."""
    return str(_("Variant %(number)s stands beside the proposal.", number=variant.number))


def variant_page(here: Open, number: int, form: ReasonForm) -> str:
    """Render the page of a variant; 404 when there is none of that number."""
    try:
        comparison = queries.compare(here.unit, here.round, number)
    except (UnknownVariantError, PoolTooLargeError):
        abort(404)
    column = comparison.variants[0]
    reassigned = column.outcome.reassigned if column.outcome else ()
    page = Page(wanted_page(), PER_PAGE, len(reassigned))
    shown = reassigned[(page.number - 1) * PER_PAGE : page.number * PER_PAGE]
    return render_template(
        "immersion/what_if_variant.html",
        round=here.round,
        column=column,
        comparison=comparison,
        rows=queries.who_changes(here.unit, here.round, comparison.instance, shown),
        **said_by_name(here, comparison),
        page=page,
        page_url=page_url,
        form=form,
        words=words,
    )


def said_by_name(here: Open, comparison: queries.Comparison) -> dict[str, Any]:
    """Return the names behind the references in variants, for those who may see them, and whether they may decide."""
    pairs = [pair for column in comparison.columns for pair in (*column.changes.pins, *column.changes.forbidden)]
    offers = {offer for _, offer in pairs} | {each for one in comparison.columns for each, _ in one.changes.capacities}
    return {
        "people": names_of(here.unit, here.round.edition_id, {trainee for trainee, _ in pairs}),
        "hosts": hosts_by_reference(here.unit.session, here.round.edition_id, offers),
        "may_manage": here.unit.actor.may(MANAGE_ROUNDS),
    }


def read_id(text: str) -> uuid.UUID:
    """Read the id of a variant that a form carries; anything else is nobody's."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
