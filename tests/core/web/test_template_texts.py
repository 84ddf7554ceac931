"""A word on a page is translated by whoever wrote its file: the layout by the core, the rest by the module."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import DictLoader, TemplateSyntaxError

from core.contract.module import EditionPlan
from core.programme.services import create_edition
from core.tenancy.switching import switch_modules


@pytest.fixture
def menu_page(sign_in, application):
    """The page of a module, with one dish, in the reader's language."""
    with application.unit("harbour") as unit:
        switch_modules(unit, frozenset({"lunch"}))
    with application.unit("harbour") as unit:
        create_edition(unit, module="lunch", code="2024", year=2024, plan=EditionPlan({"fr": "Lunchs"}, (), {}))
    return lambda language: sign_in(language=language).get("/harbour/lunch/2024/menu").text


@pytest.mark.parametrize(
    ("language", "of_the_core", "of_the_module", "counted"),
    [
        ("fr", "Éditions", "Menus du réseau", "1 plat pour &lt;all&gt;"),
        ("nl", "Edities", "Menu’s van het netwerk", "1 gerecht voor &lt;all&gt;"),
        ("en", "Editions", "Editions", "1 dish for &lt;all&gt;"),
    ],
)
def test_one_page_says_a_word_as_the_core_and_as_the_module_say_it(
    menu_page, language: str, of_the_core: str, of_the_module: str, counted: str
) -> None:
    page = menu_page(language)
    assert f">{of_the_core}</a>" in page
    assert f"<h2>{of_the_module}</h2>" in page
    assert f"<p>{counted}</p>" in page


def test_only_the_functions_of_gettext_are_read_as_the_modules(app: Flask) -> None:
    environment = app.jinja_env.overlay(
        loader=DictLoader(
            {
                "lunch/one.html": '{{ thing._ }} {{ _("Lunch") }} {{ pgettext("work", "All") }}',
                "lunch/two.html": "{% trans %}Lunch{% endtrans %}",
            }
        )
    )
    with app.test_request_context("/?lang=nl"):
        assert environment.get_template("lunch/one.html").render(thing={"_": "x"}) == "x Lunch All"
        with pytest.raises(TemplateSyntaxError, match=r"says its texts with _\(\)"):
            environment.get_template("lunch/two.html")
