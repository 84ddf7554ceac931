"""Tell the hosts that nobody comes, where nobody is in the last round: asked first, with the letter (IM-20)."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from core.language.spoken import LANGUAGES
from core.web.permissions import needs
from core.web.seen import seen_version
from plugins.immersion.access import MANAGE_ROUNDS
from plugins.immersion.errors import ImmersionError
from plugins.immersion.services.rounds import preview_telling, tell_hosts
from plugins.immersion.texts import ngettext
from plugins.immersion.views import immersion
from plugins.immersion.views.rounds import act, open_or_404, refuse


@immersion.get("/<edition>/rounds/<int:number>/tell-hosts")
@needs(MANAGE_ROUNDS)
def telling_hosts(edition: str, number: int) -> str | Response:
    """Ask before the hosts are told that nobody comes, with the letter that would leave."""
    here = open_or_404(edition, number)
    version = seen_version() if "version" in request.args else here.round.version
    try:
        letters = preview_telling(here.unit, here.round, version=version)
    except ImmersionError as error:
        return refuse(here, error)
    return render_template(
        "immersion/round_tell_hosts.html",
        round=here.round,
        letters=letters,
        version=version,
        spoken=LANGUAGES,
        today=here.unit.today,
    )


@immersion.post("/<edition>/rounds/<int:number>/tell-hosts")
@needs(MANAGE_ROUNDS)
def tell_the_hosts(edition: str, number: int) -> Response:
    """Tell the hosts that nobody comes, once."""
    here = open_or_404(edition, number)

    def do() -> object:
        letters = tell_hosts(here.unit, here.round.id, version=seen_version())
        if here.edition.rehearsal:
            return ngettext(
                "%(num)s host would hear that nobody comes; the letter becomes a test mail.",
                "%(num)s hosts would hear that nobody comes; the letters become test mails.",
                letters,
            )
        return ngettext(
            "%(num)s host is told that nobody comes; the letter is on its way.",
            "%(num)s hosts are told that nobody comes; the letters are on their way.",
            letters,
        )

    return act(here, do)
