"""A host's offer is withdrawn and offered again, asked first: what follows for whom, and why it is done (IM-13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.audit.services import done_before
from core.directory.terms import names_in
from core.listing.page import in_language
from core.listing.reading import ListRow, read_rows
from core.listing.spec import Scope
from core.programme.errors import FollowedError, OfferHeldError, OfferMovedError, UnknownOfferError
from core.programme.models import Edition, Offer
from core.programme.offers import ended_contact, is_last, what_followed_offer
from core.programme.request import open_edition
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import needs
from core.web.seen import seen_version
from plugins.immersion.access import WITHDRAW_OFFERS
from plugins.immersion.enums import MODULE, OFFERED_AGAIN, WITHDREW_OFFER, OfferStatus
from plugins.immersion.forms import OfferForm
from plugins.immersion.lists.placements import PLACEMENTS
from plugins.immersion.lists.trainees import STANDING
from plugins.immersion.queries.hosts import HostDetail, find_host
from plugins.immersion.queries.offers import UnderWay, naming, rounds_under_way, without_other_priority
from plugins.immersion.services.offers import offer_one_again, withdraw_one
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import ngettext
from plugins.immersion.views import immersion
from plugins.immersion.views import round_words as words
from plugins.immersion.views.hosts import asking_for_host
from plugins.immersion.views.offer_words import (
    Fact,
    priority_words,
    round_when_offered_again,
    round_when_withdrawn,
    withdrawn_facts,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The offer of a request, in its edition."""

    edition: Edition
    unit: Unit
    scope: Scope
    found: HostDetail

    @property
    def row(self) -> ListRow:
        """The offer as the list of hosts has it."""
        return self.found.row

    @property
    def withdrawn(self) -> bool:
        """Whether it is withdrawn."""
        return bool(self.row.status == OfferStatus.WITHDRAWN)

    @property
    def page(self) -> Response:
        """The way to the host's page."""
        return redirect(url_for("immersion.host", edition=self.edition.code, reference=self.row.reference))


@immersion.get("/<edition>/hosts/<path:reference>/withdraw")
@needs(WITHDRAW_OFFERS)
def withdrawing_offer(edition: str, reference: str) -> str | Response:
    """Ask why an offer is withdrawn, and say what that does; or who has a place there."""
    here = asked_or_404(edition, reference)
    return here.page if here.withdrawn else withdrawing_page(here, OfferForm())


@immersion.post("/<edition>/hosts/<path:reference>/withdraw")
@needs(WITHDRAW_OFFERS)
def withdraw_offer(edition: str, reference: str) -> str | Response | tuple[str, int]:
    """Withdraw an offer once."""
    here, form, version = asked_or_404(edition, reference), OfferForm(), seen_version()
    if not form.validate() and not done_before(here.unit, {WITHDREW_OFFER}, here.row.id, version=version):
        return here.page if here.withdrawn else (withdrawing_page(here, form), 422)
    try:
        with_contact = withdraw_one(
            here.unit, here.edition, here.row.id, version=version, reason=form.reason.data or ""
        )
    except OfferHeldError as error:
        return refused_page(here, form, error)
    except (OfferMovedError, UnknownOfferError):
        return moved(here)
    name = here.row.reference
    flash(
        _(
            "%(offer)s is withdrawn, and the registration of its contact with it. No letter was sent.",
            offer=name,
        )
        if with_contact
        else _("%(offer)s is withdrawn. No letter was sent.", offer=name)
    )
    return here.page


@immersion.get("/<edition>/hosts/<path:reference>/offer-again")
@needs(WITHDRAW_OFFERS)
def offering_again(edition: str, reference: str) -> str | Response:
    """Ask why an offer that was withdrawn is offered again, and say what that does; or what stands in the way."""
    here = asked_or_404(edition, reference)
    return offering_page(here, OfferForm()) if here.withdrawn else here.page


@immersion.post("/<edition>/hosts/<path:reference>/offer-again")
@needs(WITHDRAW_OFFERS)
def offer_again(edition: str, reference: str) -> str | Response | tuple[str, int]:
    """Offer again what was withdrawn, once."""
    here, form, version = asked_or_404(edition, reference), OfferForm(), seen_version()
    if not form.validate() and not done_before(here.unit, {OFFERED_AGAIN}, here.row.id, version=version):
        return (offering_page(here, form), 422) if here.withdrawn else here.page
    try:
        with_contact = offer_one_again(
            here.unit, here.edition, here.row.id, version=version, reason=form.reason.data or ""
        )
    except FollowedError as error:
        g.failed = True
        flash(obstacle_words(error), "error")
        return here.page
    except (OfferMovedError, UnknownOfferError):
        return moved(here)
    name = here.row.reference
    flash(
        _("%(offer)s is offered again, and its contact takes part again. No letter was sent.", offer=name)
        if with_contact
        else _("%(offer)s is offered again. No letter was sent.", offer=name)
    )
    return here.page


def asked_or_404(edition: str, reference: str) -> Asked:
    """Return the offer that an address names; 404 when there is none that the reader may withdraw."""
    row, unit = open_edition(MODULE, edition)
    scope = in_language({"edition": row.id})
    found = find_host(unit, scope, reference)
    if found is None or not unit.actor.may_at(WITHDRAW_OFFERS, found.territory_id):
        abort(404)
    return Asked(row, unit, scope, found)


def withdrawing_page(here: Asked, form: OfferForm) -> str:
    """Render the question before an offer is withdrawn, or who has a place there."""
    return render_template(
        "immersion/offer_withdraw.html",
        **common(here, form),
        expected=read_rows(here.unit, PLACEMENTS, here.scope, Offer.id == here.row.id, sort="last_name"),
        facts=facts_of(here, withdrawing=True),
        rounds=[said for each in under_way(here) if (said := round_when_withdrawn(each))],
    )


def offering_page(here: Asked, form: OfferForm) -> str:
    """Render the question before an offer is offered again, or what stands in the way."""
    followed = what_followed_offer(here.unit, here.row.id)
    return render_template(
        "immersion/offer_again.html",
        **common(here, form),
        obstacle=obstacle_words(followed) if followed else None,
        facts=facts_of(here, withdrawing=False),
        rounds=[round_when_offered_again(each) for each in under_way(here)],
    )


def refused_page(here: Asked, form: OfferForm, error: OfferHeldError) -> tuple[str, int]:
    """Show who has got a place since the page was looked at."""
    g.failed = True
    flash(
        ngettext(
            "Nothing was withdrawn: somebody has a place here by now.",
            "Nothing was withdrawn: %(num)s people have a place here by now.",
            len(error.references),
        ),
        "error",
    )
    return withdrawing_page(asked_or_404(here.edition.code, here.row.reference), form), 409


def moved(here: Asked) -> Response:
    """Say that somebody else has changed the offer, and show it."""
    g.failed = True
    flash(_("Somebody has changed this offer meanwhile. Look at it, then decide."), "error")
    return here.page


def common(here: Asked, form: OfferForm) -> dict[str, object]:
    """Return what both questions show."""
    return {
        "host": here.row,
        "version": here.found.version,
        "form": form,
        "asking": asking_for_host(here.unit, here.scope, here.row.reference),
        "names": names_in(here.unit, current_language()),
        "columns": {STANDING.key: STANDING},
        "words": words,
    }


def under_way(here: Asked) -> Sequence[UnderWay]:
    """Return the rounds that were opened and not published."""
    return rounds_under_way(here.unit, here.edition.id, here.row.reference)


def facts_of(here: Asked, *, withdrawing: bool) -> list[Fact]:
    """Say for how many people what follows, when an offer is withdrawn or when it is offered again."""
    unit, offer_id = here.unit, here.row.id
    named, priority = naming(unit, offer_id), without_other_priority(unit, offer_id)
    facts = [
        (
            named.all,
            ngettext("trainee names it among their choices now", "trainees name it among their choices now", named.all),
        )
    ]
    if withdrawing:
        facts += withdrawn_facts(named.waiting, named.nothing_else)
        if is_last(unit, offer_id):
            facts.append(
                (1, _("registration ends with it: the contact’s, of whom no other offer is left in this edition"))
            )
    else:
        facts.append(
            (
                named.waiting,
                ngettext(
                    "of them without a place: this choice counts again in the next round",
                    "of them without a place: this choice counts again in the next round",
                    named.waiting,
                ),
            )
        )
        if ended_contact(unit, offer_id):
            facts.append((1, _("registration stands again with it: the contact’s, which ended with the offer")))
    if priority and (here.row.status != OfferStatus.PROPOSED):
        facts.append((priority, priority_words(priority, withdrawing=withdrawing)))
    return [fact for fact in facts if fact[0] or fact is facts[0]]


def obstacle_words(error: FollowedError) -> str:
    """Say what stands in the way of offering again."""
    said: str = _(
        "Its contact is registered for this organisation anew, as %(named)s. "
        "Correct there what is offered, or enter a new offer.",
        named=error.named,
    )
    return said
