"""The pages on which an offer is accepted, asked back about or declined, with the letter to its host (IM-09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.audit.services import done_before
from core.contract.module import Label
from core.language.spoken import LANGUAGES
from core.programme.errors import FollowedError, OfferMovedError, UnknownOfferError, UnsettledInstitutionError
from core.programme.judging import Verdict
from core.web.permissions import needs
from core.web.seen import seen_version
from plugins.immersion.access import JUDGE_OFFERS
from plugins.immersion.forms import AcceptForm, DeclineForm, QuestionForm
from plugins.immersion.services.judging import JUDGING, judge_one, preview
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import lazy_gettext as _l
from plugins.immersion.views import immersion
from plugins.immersion.views.offers import Asked, common, moved, obstacle_words, offer_or_404


class _Words(NamedTuple):
    """What the page of a verdict says."""

    form: type[AcceptForm]
    title: Label
    act: Label
    done: Label
    #: Stands in the letter that is shown for what is still to be typed.
    blank: Label


_WORDS: Final[Mapping[Verdict, _Words]] = {
    Verdict.ACCEPT: _Words(
        AcceptForm,
        _l("Accept this offer?"),
        _l("Accept this offer"),
        _l("The offer is accepted."),
        "",
    ),
    Verdict.ASK: _Words(
        QuestionForm,
        _l("Ask the host a question"),
        _l("Send this question"),
        _l("The host is asked. The offer waits for the answer."),
        _l("(your question)"),
    ),
    Verdict.DECLINE: _Words(
        DeclineForm,
        _l("Decline this offer?"),
        _l("Decline this offer"),
        _l("The offer is declined."),
        _l("(the reason)"),
    ),
}


@immersion.get("/<edition>/hosts/<path:reference>/<any(accept, ask, decline):verdict>")
@needs(JUDGE_OFFERS)
def judging_offer(edition: str, reference: str, verdict: str) -> str | Response:
    """Show what a decision does, and the letter that tells the host."""
    here = offer_or_404(edition, reference, JUDGE_OFFERS)
    if not JUDGING.allows(here.row.status, Verdict(verdict)):
        return here.page
    return _page(here, Verdict(verdict), _WORDS[Verdict(verdict)].form())


@immersion.post("/<edition>/hosts/<path:reference>/<any(accept, ask, decline):verdict>")
@needs(JUDGE_OFFERS)
def judge_offer(edition: str, reference: str, verdict: str) -> str | Response | tuple[str, int]:
    """Decide on an offer once, and tell its host."""
    here, version, chosen = offer_or_404(edition, reference, JUDGE_OFFERS), seen_version(), Verdict(verdict)
    form = _WORDS[chosen].form()
    if not form.validate() and not done_before(here.unit, {JUDGING.acts[chosen]}, here.row.id, version=version):
        return (_page(here, chosen, form), 422) if JUDGING.allows(here.row.status, chosen) else here.page
    try:
        judge_one(here.unit, here.edition, here.row.id, chosen, version=version, told=form.words)
    except FollowedError as error:
        g.failed = True
        flash(obstacle_words(error), "error")
        return here.page
    except UnsettledInstitutionError:
        g.failed = True
        flash(_("Its institution is new: settle it first, under New institutions. Nothing was done."), "error")
        return redirect(url_for("proposals.waiting"))
    except (OfferMovedError, UnknownOfferError):
        return moved(here)
    flash(_said(chosen, here))
    return here.page


def _said(verdict: Verdict, here: Asked) -> str:
    if not here.row.email:
        told = _("The host has no e-mail address: call them.")
    elif here.edition.rehearsal:
        told = _("The letter becomes a test mail.")
    else:
        told = _("The host is told by e-mail.")
    return f"{_WORDS[verdict].done} {told}"


def _page(here: Asked, verdict: Verdict, form: AcceptForm) -> str:
    words = _WORDS[verdict]
    sample = preview(here.unit, here.edition, here.row.id, verdict, form.words or str(words.blank))
    return render_template(
        "immersion/offer_judge.html",
        **common(here, form),
        verdict=verdict.value,
        says=words,
        sample=sample,
        spoken=LANGUAGES,
        action=url_for(
            "immersion.judge_offer", edition=here.edition.code, reference=here.row.reference, verdict=verdict.value
        ),
    )
