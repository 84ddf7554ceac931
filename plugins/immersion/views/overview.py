"""The first page of an edition: its calendar, its figures, and what waits for somebody (IM-50)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from flask import render_template, url_for

from core.directory.terms import names_in
from core.programme.calendar import phase_lines
from core.programme.desk import Waiting, count_asked_offers, failed_letters
from core.programme.figure_lines import sector_bars, territory_lines
from core.programme.models import Edition
from core.programme.queries import phases_of
from core.programme.request import open_edition
from core.tenancy.queries import home_territory
from core.tenancy.request import current_application
from core.tenancy.unit import Unit
from core.web.dates import said_day
from core.web.locale import current_language
from core.web.permissions import needs
from plugins.immersion.access import IMPORT, MANAGE_ROUNDS, READ_HOSTS, READ_TRAINEES, SEE_OVERVIEW
from plugins.immersion.enums import MODULE, Followed, OfferStatus, RoundState, Standing
from plugins.immersion.lists.follow_up import TO_PHONE
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.follow_figures import follow_counts, in_all, waiting_counts
from plugins.immersion.queries.overview import overview_of
from plugins.immersion.queries.released import released_places
from plugins.immersion.queries.rounds import figures_by_number, rounds_of
from plugins.immersion.rules import begun_after
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import ngettext
from plugins.immersion.views import immersion
from plugins.immersion.views import round_words as words

Links = Callable[..., str | None]


@immersion.get("/<edition>/")
@needs(SEE_OVERVIEW)
def overview(edition: str) -> str:
    """Show the calendar and the figures of the edition; to a reader nothing but figures."""
    row, unit = open_edition(MODULE, edition)
    figures = overview_of(unit, row.id)
    rounds = rounds_of(unit.session, row.id)
    published = [round_ for round_ in rounds if round_.state == RoundState.PUBLISHED]
    given = figures_by_number(unit, published)
    home = home_territory(unit, READ_TRAINEES)
    list_of, names = links(unit, edition, home), names_in(unit, current_language())
    return render_template(
        "immersion/overview.html",
        phases=phase_lines(current_application().modules.get(MODULE), phases_of(unit.session, row.id), unit.today),
        figures=figures,
        # Who looks after one territory sees it first, and a number leads to a list of as many.
        counts=next((line.counts for line in figures.territories if line.code == home), None) or figures.counts,
        home=names.territory[home] if home else None,
        territories=territory_lines(figures, names, partial(list_of, "immersion.hosts")),
        sectors=sector_bars(figures, names, partial(list_of, "immersion.hosts")),
        waiting=waiting(unit, row, rounds, figures.counts.waiting),
        has_desk=unit.actor.may(IMPORT),
        rounds=rounds,
        given=given,
        # Those that were given up since are included; like every share below, it is of the whole edition.
        total=sum(each.placed for each in given.values()),
        released=released_places(unit.session, row.id),
        standings={standing.name: list_of("immersion.trainees", standing=standing.value) for standing in Standing},
        follow=follow_counts(unit, row.id) if published else (),
        follow_all=in_all,
        territory_names=names.territory,
        list_of=list_of,
        words=words,
    )


def links(unit: Unit, edition: str, home: str | None) -> Links:
    """Return what makes the address of a list, with filters; None for a list that the reader may not see whole.

    Of whom looks after the territory `home` the lists begin there.
    """
    needed = {"immersion.hosts": READ_HOSTS, "immersion.trainees": READ_TRAINEES}

    def address(endpoint: str, **filters: Any) -> str | None:
        there = {"territory": home, **filters} if home else filters
        whole = endpoint == "immersion.hosts" or home or unit.actor.territories(READ_TRAINEES) is None
        return url_for(endpoint, edition=edition, **there) if unit.actor.may(needed[endpoint]) and whole else None

    return address


def waiting(unit: Unit, edition: Edition, rounds: Sequence[ImmersionRound], without_place: int) -> list[Waiting]:
    """Say what waits for the reader, each with the way to it.

    A last round in which nobody was, and whose hosts were told, waits for nobody unless somebody is without a place.
    """
    found = failed_letters(unit, edition)
    found += asked_offers(unit, edition)
    found += to_follow(unit, edition)
    states = {line.number: line.state for line in rounds}
    over = RoundState.PUBLISHED
    open_still = (line for line in rounds if line.state != over and (without_place or not line.hosts_told_at))
    following = next((line for line in open_still if begun_after(line.number, states) is None), None)
    if following and unit.actor.may(READ_HOSTS):
        url = url_for("immersion.round", edition=edition.code, number=following.number)
        late = unit.actor.may(MANAGE_ROUNDS) and following.planned_day <= unit.today
        found.append(
            Waiting(
                _("Round %(number)s", number=following.number),
                round_text(following, unit.today),
                url,
                "attention" if late else None,
            )
        )
    return found


def asked_offers(unit: Unit, edition: Edition) -> list[Waiting]:
    """Say how many offers wait for a decision, and how many for the answer of their host."""
    counts = count_asked_offers(unit, edition, READ_HOSTS)
    proposed, asked = counts.get(OfferStatus.PROPOSED, 0), counts.get(OfferStatus.ASKED_BACK, 0)
    lines = (
        (OfferStatus.PROPOSED, proposed, ngettext("offer to accept", "offers to accept", proposed)),
        (
            OfferStatus.ASKED_BACK,
            asked,
            ngettext("offer waits for its host’s answer", "offers wait for their hosts’ answers", asked),
        ),
    )
    address = partial(url_for, "immersion.hosts", edition=edition.code)
    return [Waiting(count, text, address(status=status.value)) for status, count, text in lines if count]


def to_follow(unit: Unit, edition: Edition) -> list[Waiting]:
    """Say what of the places that were given waits for the reader, each with the way to the list of as many."""
    counts = waiting_counts(unit, edition.id)
    words: dict[str, Callable[[int], str]] = {
        Followed.CONFLICT: lambda count: ngettext(
            "place on which the two sides disagree", "places on which the two sides disagree", count
        ),
        Followed.LATE: lambda count: ngettext("contact overdue", "contacts overdue", count),
        Followed.NO_NEWS: lambda count: ngettext("host without news", "hosts without news", count),
        TO_PHONE: lambda count: ngettext(
            "person without an e-mail address to phone", "people without an e-mail address to phone", count
        ),
        Followed.ASKED: lambda count: ngettext(
            "immersion of which nobody has said whether it took place",
            "immersions of which nobody has said whether they took place",
            count,
        ),
    }
    return [
        Waiting(
            counts[state],
            said(counts[state]),
            url_for("immersion.placements", edition=edition.code, follow_up=str(state)),
            "attention" if state in (Followed.CONFLICT, Followed.LATE) else None,
        )
        for state, said in words.items()
        if counts.get(state)
    ]


def round_text(line: ImmersionRound, today: date) -> str:
    """Say what the next round waits for."""
    day = said_day(line.planned_day)
    said: str
    if line.state == RoundState.PROPOSED:
        said = _("is proposed: look at it, then publish it")
    elif line.state == RoundState.OPEN:
        said = _("is open: its proposal is being made")
    elif line.planned_day < today:
        said = _("was planned for %(day)s", day=day)
    elif line.planned_day == today:
        said = _("is planned for today")
    else:
        said = _("is planned for %(day)s", day=day)
    return said
