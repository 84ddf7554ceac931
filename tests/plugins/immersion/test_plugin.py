"""What the module declares, and what its hooks do when the core calls them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from core.contract.acting import PUBLIC, READER, Actor, Grant
from core.contract.hooks import EditionView
from core.messages.models import Message
from core.modules import Modules
from core.programme.queries import phases_of
from core.web.permissions import permission_of
from plugins.immersion.enums import PhaseCode
from plugins.immersion.models import ImmersionRound


def test_the_module_is_found_among_the_installed_ones(modules: Modules) -> None:
    assert [module.name for module in modules.all] == ["immersion", "lunch"]


@pytest.mark.requirement("IM-03")
def test_the_module_declares_its_phases_in_order(modules: Modules) -> None:
    declared = modules.get("immersion")
    assert [phase.code for phase in declared.phases] == [code.value for code in PhaseCode]
    assert [(role.code, role.prefix) for role in declared.roles] == [("host", "H"), ("trainee", "S")]


@pytest.mark.requirement("IM-20")
def test_every_letter_exists_in_the_three_languages(modules: Modules) -> None:
    letters = modules.get("immersion").letters
    assert len(letters) == 17
    assert all(set(letter.texts) >= {"fr", "nl", "en"} for letter in letters)


@pytest.mark.requirement("IM-15")
def test_making_an_edition_plans_its_rounds(world) -> None:
    numbers = world.session.scalars(select(ImmersionRound.number).order_by(ImmersionRound.number)).all()
    assert numbers == [1, 2, 3]


@pytest.mark.requirement("IM-50")
def test_the_list_of_editions_shows_hosts_places_and_trainees(world) -> None:
    world.make_host("H1", 3)
    world.make_host("H2", 2)
    world.make_host("H3", 9, status="proposed")
    world.make_trainee("S1", "H1")
    view = EditionView(edition_id=world.edition.id, module="immersion", code="2024", today=world.on(1).today)
    shown = world.unit.events.edition_figures(world.unit, [view])[world.edition.id]
    assert [figure.value for figure in shown] == [2, 5, 1]
    assert str(shown[1].label) == "places"
    world.make_host("H4", None)
    unlimited = world.unit.events.edition_figures(world.unit, [view])[world.edition.id]
    assert [(figure.value, str(figure.label)) for figure in unlimited] == [
        (3, "hosts"),
        (0, "places taken"),
        (1, "trainees"),
    ]
    reader = world.on(1, Actor("Committee", grants=(Grant(READER),)))
    assert len(reader.events.edition_figures(reader, [view])[world.edition.id]) == 3
    stranger = world.on(1, Actor("Stranger"))
    assert stranger.events.edition_figures(stranger, [view]) == {world.edition.id: ()}


def test_letters_in_dutch_say_what_the_network_says(world_of) -> None:
    world = world_of("bruzel")
    world.make_host("H1", territory="brussels")
    world.make_trainee("S1", "H1", institution="Z", territory="brussels", language="nl")
    world.live(1)
    world.live(2)
    letter = world.session.scalars(select(Message).where(Message.kind == "immersion.placed")).one()
    words = letter.body.lower().split()
    assert "je" in words
    assert "u" not in words


@pytest.mark.requirement("IM-15")
def test_rounds_that_come_while_people_may_register_are_named(world, app) -> None:
    def said(day: date) -> list[tuple[str, object]]:
        with app.test_request_context("/?lang=en"):
            return checked(EditionView(world.edition.id, "immersion", "2024", day))

    def checked(view: EditionView) -> list[tuple[str, object]]:
        phases = phases_of(world.session, world.edition.id)
        longer = [replace(each, last_day=date(2024, 3, 24)) if "trainee" in each.kind else each for each in phases]
        checks = world.unit.events.calendar_checks(world.unit, view, longer)
        assert world.unit.events.calendar_checks(world.unit, view, phases) == ()
        return [(str(check.sentence), check.values) for check in checks]

    assert said(date(2024, 2, 1)) == [
        (
            "Round 2 is planned for 18\u00a0March 2024, while people may register until 24\u00a0March 2024: "
            "give it a later day.",
            {"number": 2},
        )
    ]
    for reference in ("H1", "H2"):
        world.make_host(reference, institution=reference)
    world.make_trainee("S1", "H2", institution="H1")
    world.make_trainee("S2", "H1", institution="Z")
    world.live(1)
    world.live(2)
    assert said(date(2024, 3, 24)) == [
        (
            "Round 2 was opened on 18\u00a0March 2024: whoever registers after that, until 24\u00a0March 2024, "
            "is not in it.",
            {"number": 2},
        )
    ]
    assert said(date(2024, 3, 25)) == []


def test_only_these_pages_are_for_everybody(app: Flask) -> None:
    views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    public = {name for name, view in views.items() if name.startswith("immersion.") and permission_of(view) == PUBLIC}
    assert public == {"immersion.become_trainee", "immersion.choose_place", "immersion.remove_place"}
