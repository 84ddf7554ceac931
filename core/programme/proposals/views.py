"""Pages on which the staff settle what institutions were proposed."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core.directory.choosing import OrganisationChooser
from core.directory.models import OrganisationProposal
from core.directory.proposing import NoSuchOrganisationError
from core.directory.search import probable_duplicates
from core.programme.models import Edition
from core.programme.proposals.access import SETTLE
from core.programme.proposals.queries import Proposed, named_by, open_proposals
from core.programme.proposals.services import RegisteredTwiceError, settle
from core.tenancy.request import current_application, current_unit
from core.tenancy.unit import Unit
from core.web.permissions import needs

proposals = Blueprint("proposals", __name__, template_folder="../templates")


@proposals.get("/proposals")
@needs(SETTLE)
def waiting() -> str:
    """Show the institutions that wait to be settled."""
    listed, declared = open_proposals(current_unit()), current_application().modules
    labels = {each.module: declared.get(each.module).label for each in listed}
    return render_template("programme/proposals.html", waiting=listed, labels=labels)


@proposals.get("/proposals/<uuid:proposal_id>")
@needs(SETTLE)
def one(proposal_id: uuid.UUID) -> str | Response:
    """Show what was proposed, by whom, and what of the directory is like it."""
    found = _found(proposal_id)
    if isinstance(found, Response):
        return found
    shown, unit, row = found
    typed = {
        "organisation_name": row.name,
        "organisation_service": row.service,
        "organisation_street": row.street,
        "organisation_postal_code": row.postal_code,
        "organisation_sector": next(iter(row.sectors), None),
        "organisation_choice": str(row.institution_id) if row.institution_id else None,
    }
    form = OrganisationChooser(MultiDict({key: value for key, value in typed.items() if value}))
    alike = (
        [row.institution_id]
        if row.institution_id
        else [each.id for each in probable_duplicates(unit.session, row.name, row.nis, rehearsal=unit.rehearsal)]
    )
    form.look_up(unit, [each for each in alike if each])
    return _page(shown, unit, form)


@proposals.post("/proposals/<uuid:proposal_id>")
@needs(SETTLE)
def one_post(proposal_id: uuid.UUID) -> str | Response | tuple[str, int]:
    """Settle it: as one of the directory, or as a new one."""
    found = _found(proposal_id)
    if isinstance(found, Response):
        return found
    (shown, unit, _row), form = found, OrganisationChooser()
    form.look_up(unit)
    if form.searching:
        return _page(shown, unit, form)
    if not form.validate():
        return _page(shown, unit, form), 422
    try:
        done = settle(current_unit(), proposal_id, form.institution)
    except NoSuchOrganisationError:
        form.organisation_choice.errors = (_("This institution is no longer in the list. Search again."),)
        return _page(shown, unit, form), 422
    except RegisteredTwiceError as error:
        twice = _("The same person would be registered twice: %(who)s. End one of the two first.")
        form.organisation_choice.errors = (twice % {"who": ", ".join(error.references)},)
        return _page(shown, unit, form), 422
    flash(_("Done: who registered for it stands there now.") if done else _("Somebody had done this already."))
    return redirect(url_for("proposals.waiting"))


def _found(proposal_id: uuid.UUID) -> tuple[Proposed, Unit, OrganisationProposal] | Response:
    """Return a proposal, and the unit inside its edition; whoever comes to one that was settled is told so."""
    unit = current_unit()
    row = unit.session.get(OrganisationProposal, (unit.session.tenant_id, proposal_id)) or abort(404)
    edition = unit.session.get(Edition, (unit.session.tenant_id, row.edition_id)) or abort(404)
    shown = open_proposals(unit, proposal_id)
    if shown:
        return shown[0], unit.inside(edition), row
    if row.settled_at is None or not unit.actor.may(SETTLE, edition.module):
        abort(404)
    flash(_("Somebody had done this already."))
    return redirect(url_for("proposals.waiting"))


def _page(shown: Proposed, unit: Unit, form: OrganisationChooser) -> str:
    return render_template(
        "programme/proposal.html",
        proposal=shown,
        form=form,
        naming=named_by(unit, shown.id),
        rehearsal=unit.rehearsal,
        pressed=request.method == "POST",
    )
