"""Rounds of matching on pages: the list, and one round from its plan to its publication (IM-14 to IM-16)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response as FileResponse
from flask import abort, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from core.language.folding import fold
from core.language.spoken import LANGUAGES
from core.messages.access import READ_LETTERS
from core.programme.models import Edition
from core.programme.request import open_edition
from core.tenancy.models import Territory
from core.tenancy.queries import territories
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.paging import Page, page_url, wanted_page
from core.web.permissions import needs
from core.web.seen import seen_version
from plugins.immersion.access import MANAGE_ROUNDS, READ_PROPOSALS, READ_ROUNDS, READ_TRAINEES
from plugins.immersion.enums import MODULE, RoundState
from plugins.immersion.errors import ImmersionError, RoundOutdatedError, RoundStateError, UnknownRoundError
from plugins.immersion.forms import DecisionFilters
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries import rounds as queries
from plugins.immersion.queries.asking import asking_for
from plugins.immersion.queries.ending import hosts_to_tell, obstacle_to_telling
from plugins.immersion.queries.foresight import foresee
from plugins.immersion.queries.obstacles import obstacle_to_opening
from plugins.immersion.queries.replaying import replay
from plugins.immersion.queries.rounds import Decision, Proposal
from plugins.immersion.services.rounds import (
    ask_new_choices,
    cancel_proposal,
    open_round,
    preview,
    preview_asking,
    propose,
    publish,
    reopen,
)
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import ngettext
from plugins.immersion.variants import Deviation, capacities_of
from plugins.immersion.views import immersion
from plugins.immersion.views import round_words as words

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Open:
    """The round of a request, in its edition, with the unit on the edition's clock."""

    edition: Edition
    unit: Unit
    round: ImmersionRound

    @property
    def url(self) -> str:
        """The address of the round's page."""
        return url_for("immersion.round", edition=self.edition.code, number=self.round.number)


def open_or_404(edition: str, number: int) -> Open:
    """Return the round that an address names; 404 when there is none."""
    row, unit = open_edition(MODULE, edition)
    try:
        return Open(row, unit, queries.find_round(unit.session, row.id, number))
    except UnknownRoundError:
        abort(404)


@immersion.get("/<edition>/rounds/")
@needs(READ_ROUNDS)
def rounds(edition: str) -> str:
    """Show the rounds of the edition."""
    row, unit = open_edition(MODULE, edition)
    found = queries.rounds_of(unit.session, row.id)
    return render_template(
        "immersion/rounds.html",
        rounds=found,
        figures=queries.figures_by_number(unit, found),
        words=words,
    )


@immersion.get("/<edition>/rounds/<int:number>/", endpoint="round")
@needs(READ_ROUNDS)
def round_page(edition: str, number: int) -> str:
    """Show one round as it stands; while it is matched, how far that is."""
    here = open_or_404(edition, number)
    if request.headers.get("X-Fragment") == "progress":
        run = queries.matching_run(here.unit.session, here.round) if here.round.state == RoundState.OPEN else None
        return render_template("immersion/round_progress.html", run=run)
    return render_round(here)


@immersion.get("/<edition>/rounds/<int:number>/<what>.json")
@needs(READ_ROUNDS)
def round_file(edition: str, number: int, what: str) -> FileResponse:
    """Hand out what a published round was decided on, or what it decided: references and numbers, no names."""
    here = open_or_404(edition, number)
    content = {"input": here.round.snapshot, "result": here.round.result}.get(what)
    if here.round.state != RoundState.PUBLISHED or content is None:
        abort(404)
    return handed_out(content, f"{edition}-round-{number}-{what}.json", "application/json")


@immersion.get("/<edition>/rounds/<int:number>/check.txt")
@needs(READ_ROUNDS)
def round_check(edition: str, number: int) -> FileResponse:
    """Hand out how the two files of a published round are checked, in the reader's language; no page says a command."""
    if open_or_404(edition, number).round.state != RoundState.PUBLISHED:
        abort(404)
    name, language = f"{edition}-round-{number}", current_language()
    spoken = "" if language == "fr" else f" --lang {language}"  # French is the default of the command.
    said = _("Put the two files of the round into one folder, and let the program Liaison check them there:")
    command = f"liaison immersion check {name}-input.json {name}-result.json{spoken}"
    return handed_out(f"{said}\n\n    {command}\n", f"{name}-check.txt", "text/plain")


def handed_out(content: str, name: str, mimetype: str) -> FileResponse:
    """Return a file that the browser keeps under a name."""
    answer = make_response(content)
    answer.mimetype = mimetype
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@immersion.post("/<edition>/rounds/<int:number>/open")
@needs(MANAGE_ROUNDS)
def open_a_round(edition: str, number: int) -> Response:
    """Freeze a round, and let the worker match it."""
    return open_and_match(open_or_404(edition, number), open_round)


@immersion.post("/<edition>/rounds/<int:number>/reopen")
@needs(MANAGE_ROUNDS)
def reopen_a_round(edition: str, number: int) -> Response:
    """Freeze a round anew, after something changed, and let the worker match it."""
    return open_and_match(open_or_404(edition, number), reopen)


@immersion.post("/<edition>/rounds/<int:number>/propose")
@needs(MANAGE_ROUNDS)
def propose_a_round(edition: str, number: int) -> Response:
    """Let the worker match an open round, again if need be."""
    return open_and_match(open_or_404(edition, number))


@immersion.post("/<edition>/rounds/<int:number>/take-back")
@needs(MANAGE_ROUNDS)
def take_back(edition: str, number: int) -> Response:
    """Withdraw a proposal: the round is planned again."""

    here = open_or_404(edition, number)

    def do() -> object:
        cancel_proposal(here.unit, here.round.id)
        return _("The proposal of round %(number)s is withdrawn. Nobody was told anything.", number=number)

    return act(here, do)


@immersion.post("/<edition>/rounds/<int:number>/ask")
@needs(MANAGE_ROUNDS)
def ask(edition: str, number: int) -> Response:
    """Write to the pool which places are left; to those who were told already, once that was confirmed."""

    here = open_or_404(edition, number)

    def do() -> object:
        again = request.form.get("again") == "yes"
        letters = ask_new_choices(here.unit, here.round.id, version=seen_version(), again=again)
        if here.edition.rehearsal:
            return ngettext(
                "%(num)s person is asked for new choices; the letter becomes a test mail.",
                "%(num)s people are asked for new choices; the letters become test mails.",
                letters,
            )
        return ngettext(
            "%(num)s person is asked for new choices; the letter is on its way.",
            "%(num)s people are asked for new choices; the letters are on their way.",
            letters,
        )

    return act(here, do)


@immersion.get("/<edition>/rounds/<int:number>/publish")
@needs(MANAGE_ROUNDS)
def publication(edition: str, number: int) -> str | Response | tuple[str, int]:
    """Ask before a round is published, with an example of each kind of letter that would leave."""
    here = open_or_404(edition, number)
    # Without a version the address was kept or typed: the page is shown as it is now.
    version = seen_version() if "version" in request.args else here.round.version
    try:
        placed, letters = preview(here.unit, here.round, version=version)
    except RoundOutdatedError as error:
        return render_round(here, outdated=error), 409
    except ImmersionError as error:
        return refuse(here, error)
    facts = {"placed": placed, "letters": letters, "version": version, "spoken": LANGUAGES, "today": here.unit.today}
    return render_template("immersion/round_publish.html", round=here.round, **facts)


@immersion.post("/<edition>/rounds/<int:number>/publish")
@needs(MANAGE_ROUNDS)
def publish_a_round(edition: str, number: int) -> Response | tuple[str, int]:
    """Publish the proposal that the reader looked at, once."""
    here = open_or_404(edition, number)

    def do() -> object:
        done = publish(here.unit, here.round.id, version=seen_version())
        placed = ngettext("%(num)s place was given", "%(num)s places were given", done.placed)
        letters = ngettext("%(num)s letter is on its way", "%(num)s letters are on their way", done.letters)
        if here.edition.rehearsal:
            letters = ngettext("%(num)s letter becomes a test mail", "%(num)s letters become test mails", done.letters)
        return _(
            "Round %(number)s is published: %(placed)s, %(letters)s.", number=number, placed=placed, letters=letters
        )

    try:
        return act(here, do)
    except RoundOutdatedError as error:
        here.unit.session.rollback()
        return render_round(open_or_404(edition, number), outdated=error), 409


def open_and_match(here: Open, opening: Callable[[Unit, uuid.UUID], object] | None = None) -> Response:
    """Open a round and start its matching in one go: nobody has to press twice."""

    def do() -> None:
        if opening is not None:
            opening(here.unit, here.round.id)
            here.unit.session.flush()
        propose(here.unit, here.round.id)

    return act(here, do)


def act(here: Open, do: Callable[[], object], *, done: str | None = None, refused: str | None = None) -> Response:
    """Do an act, say what came of it, and go on to the address `done` or `refused` (default: the round's page).

    What was refused leaves nothing behind. A round that stands elsewhere by now is shown; RoundOutdatedError goes up,
    for it needs a page.
    """
    try:
        happened = do()
    except RoundOutdatedError:
        raise
    except ImmersionError as error:
        return refuse(here, error, refused)
    if happened:
        flash(str(happened))
    return redirect(done or here.url)


def refuse(here: Open, error: ImmersionError, url: str | None = None) -> Response:
    """Say why an act was not done and leave nothing of it behind; a round that stands elsewhere by now is shown."""
    g.failed = True
    moved = isinstance(error, RoundStateError)
    flash(words.sentence(error), "message" if moved else "error")
    return redirect((None if moved else url) or here.url)


def render_round(here: Open, outdated: RoundOutdatedError | None = None) -> str:
    """Render the page of a round in its state."""
    unit, round_ = here.unit, here.round
    facts: dict[str, Any] = {}
    if round_.state == RoundState.PLANNED:
        facts["foresight"] = foresight = foresee(unit, round_.id)
        asking = asking_for(unit, round_, foresight)
        facts["asking"] = asking if asking.pool else None
        facts["obstacle"] = obstacle_to_opening(unit, round_)
        if not foresight.pool and obstacle_to_telling(unit, round_, foresight) is None:
            facts["untold_hosts"] = hosts_to_tell(unit, round_.edition_id)
        if facts["asking"] and unit.actor.may(MANAGE_ROUNDS):
            facts["would_leave"] = preview_asking(unit, round_, facts["asking"])
    elif round_.state == RoundState.OPEN:
        facts["run"] = queries.matching_run(unit.session, round_)
    elif round_.state == RoundState.PUBLISHED or unit.actor.may(READ_PROPOSALS):
        facts.update(decision_facts(here))
    return render_template(
        "immersion/round.html",
        round=round_,
        may_manage=unit.actor.may(MANAGE_ROUNDS),
        may_read_proposals=unit.actor.may(READ_PROPOSALS),
        may_read_letters=unit.actor.may(READ_LETTERS, MODULE),
        words=words,
        outdated=outdated,
        today=unit.today,
        **facts,
    )


def decision_facts(here: Open) -> dict[str, Any]:
    """Return what the page of a proposed or published round shows of its decisions."""
    unit, round_ = here.unit, here.round
    proposal = queries.proposal_of(unit, round_)
    places = territories(unit.session)
    names = territory_names(unit, places)
    filters = DecisionFilters(request.args)
    filters.territory.choices = [
        SelectChoice("", _("All territories")),
        *(SelectChoice(place.code, names[place.id]) for place in places),
    ]
    number = wanted_page()
    deviations = [Deviation.from_json(each) for each in round_.deviations]
    # Those whom the reader looks after come first.
    rows = sorted(filtered(proposal, filters, places), key=lambda row: row.name is None)
    facts = {
        "proposal": proposal,
        "by_territory": [
            {"label": names[territory_id], "value": count}
            for territory_id, count in sorted(
                proposal.by_territory.items(), key=lambda item: (-item[1], names[item[0]])
            )
        ],
        "filters": filters,
        "filtered": any(field.data for field in filters),
        "rows": rows[(number - 1) * PER_PAGE : number * PER_PAGE],
        "page": Page(number, PER_PAGE, len(rows)),
        "page_url": page_url,
        "names": names,
        "deviations": deviations,
        "resized": capacities_of(deviations),
        "sees_names": unit.actor.may(READ_TRAINEES),
        "people": {row.reference: row.name for row in proposal.decisions if row.name},
        "hosts": {row.offer: row.host for row in proposal.placed},
    }
    if round_.state == RoundState.PUBLISHED:
        facts["replayed"] = replay(unit, here.edition.code, round_.number) if "replay" in request.args else None
    return facts


def territory_names(unit: Unit, places: Sequence[Territory]) -> dict[uuid.UUID | None, str]:
    """Return the names of the territories in their order, and of what lies outside."""
    language = current_language()
    names: dict[uuid.UUID | None, str] = {place.id: unit.tenant.text(place.name, language) for place in places}
    return {**names, None: _("outside the network")}


def filtered(proposal: Proposal, filters: DecisionFilters, places: Sequence[Territory]) -> list[Decision]:
    """Return the decisions that the reader asks for."""
    rows: Sequence[Decision] = {"placed": proposal.placed, "unplaced": proposal.unplaced}.get(
        filters.shown.data or "", proposal.decisions
    )
    wanted = fold(filters.text.data or "")
    ids = {place.id for place in places if place.code == filters.territory.data}
    return [
        row
        for row in rows
        if (not filters.territory.data or (row.host and row.host.territory_id in ids))
        and wanted in fold(" ".join(filter(None, (row.reference, row.name, row.offer, *(row.host or ())[:2]))))
    ]
