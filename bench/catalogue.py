"""How many pages of the catalogue a second, against a bare Flask view of the same entries: 10,000 offers, twenty a page.

Run: .venv/bin/python -m bench.catalogue [--profile]. It starts throw-away servers unless addresses are given. The aim
is at least half the speed of the bare view, whatever is searched or chosen. That reads the same entries, their number
and the numbers of the same facets with three statements, written by hand in SQL through SQLAlchemy Core, and prints
them in a plain page: no tenant, no right, no language, no menu, no folding, no thesaurus, and its numbers do not say
what another choice would leave. Both are called as a server calls them, in turns, in this process.
"""

from __future__ import annotations

import cProfile
import pstats
import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlencode

from flask import Flask, request
from sqlalchemy import Engine, create_engine, text, update

from bench.importing import database
from bench.trainees_page import analyse, pages, rate, running
from core.app import create_app
from core.application import Application
from core.catalogue.models import CatalogueChange
from core.catalogue.services import rebuild
from core.database.base import uuid7
from core.database.bulk import insert_links, insert_missing, insert_rows
from core.database.engine import make_engine
from core.directory.models import Organisation, OrganisationSector
from core.directory.vocabulary import professions, sectors
from core.language.folding import fold
from core.modules import load_modules
from core.programme.models import Offer, Opening, Phase
from core.programme.services import create_edition
from core.settings import read_settings
from core.tenancy.queries import territories, territory_by_municipality
from core.tenancy.unit import Unit
from plugins.immersion.models import ImmersionOffer
from plugins.immersion.settings import read_settings as read_plan
from plugins.immersion.statuses import OFFER_ACCEPTED

TENANT, OFFERS, TURNS = "immersion-0-23", 10_000, 5
#: What is asked for, by what it is called: as our address says it, and as the bare view needs it.
CASES = {
    "everything": {},
    "one facet": {"sector": ["youth-care"]},
    "three facets": {"sector": ["youth-care", "disability"], "weekday": ["1", "2"], "profession": ["educator"]},
    "a word": {"q": ["ateliers"]},
    "a word and a facet": {"q": ["éducatrice"], "territory": ["namur"]},
    "a word that nothing has": {"q": ["zzzz"]},
}
SAID = ("ateliers", "visites à domicile", "réunion clinique", "permanences", "accueil", "débriefing", "stages", "écoute")

WHERE = """tenant_id = :tenant AND edition_id = :edition
  AND (CAST(:word AS text) = '' OR search @@ CAST(:word AS tsquery))
  AND (cardinality(CAST(:sector AS text[])) = 0 OR facets && CAST(:sector AS text[]))
  AND (cardinality(CAST(:weekday AS text[])) = 0 OR facets && CAST(:weekday AS text[]))
  AND (cardinality(CAST(:profession AS text[])) = 0 OR facets && CAST(:profession AS text[]))
  AND (cardinality(CAST(:territory AS text[])) = 0 OR facets && CAST(:territory AS text[]))"""
ROWS = f"""SELECT id, reference, title, institution, service, municipality, territory, facets, places, taken
  FROM catalogue_entry WHERE {WHERE} ORDER BY name_key, id LIMIT 20"""
COUNT = f"SELECT count(*) FROM catalogue_entry WHERE {WHERE}"
FACETS = f"SELECT kept, count(*) FROM catalogue_entry, unnest(facets) AS kept WHERE {WHERE} GROUP BY kept ORDER BY kept"
PAGE = """<!DOCTYPE html><title>Catalogue</title><h1>{{ total }} results</h1>
<form>{% for kept, number in facets %}<label><input type="checkbox" name="f" value="{{ kept }}">{{ kept }}
({{ number }})</label>{% endfor %}</form>
<ol>{% for row in rows %}<li><a href="/catalogue/{{ row.reference }}">{{ row.title.fr }}</a> {{ row.institution }}
{{ row.service or "" }} {{ row.municipality.fr }} {{ row.territory }} {{ row.facets|join(", ") }}
{{ (row.places or 0) - row.taken }}</li>{% endfor %}</ol>"""


def bare_app(engine: Engine, tenant: uuid.UUID, edition: uuid.UUID) -> Flask:
    """Make the bare application: one view, one template, three statements."""
    app = Flask("bare")
    rows, count, facets = text(ROWS), text(COUNT), text(FACETS)
    template = app.jinja_env.from_string(PAGE)

    @app.get("/catalogue")
    def catalogue() -> str:
        known: dict[str, object] = {"tenant": tenant, "edition": edition, "word": request.args.get("word", "")}
        for facet in ("sector", "weekday", "profession", "territory"):
            known[facet] = [f"{facet}={value}" for value in request.args.getlist(facet)]
        with engine.connect() as connection:
            found = connection.execute(rows, known).all()
            total = connection.scalar(count, known)
            numbers = connection.execute(facets, known).all()
        return template.render(rows=found, total=total, facets=numbers)

    return app


def fill(unit: Unit) -> uuid.UUID:
    """Make an edition that is open, with so many offers of so many services, as chance has it; return its id."""
    chance = random.Random(35)
    plan = read_plan(unit.tenant.settings["immersion"], unit.tenant.languages)
    edition = create_edition(unit, module="immersion", code="2024", year=2024, plan=plan, state="live")
    unit.session.flush()
    around = {"first_day": unit.today - timedelta(days=9), "last_day": unit.today + timedelta(days=9)}
    unit.session.execute(update(Phase).values(around))
    of_municipality = territory_by_municipality(unit.session)
    where = sorted(of_municipality)
    ids = [uuid7() for _ in range(OFFERS)]
    names = [f"Service {chance.choice(SAID)} {number}" for number in range(OFFERS)]
    lies = [chance.choice(where) for _ in ids]
    insert_missing(
        unit.session,
        Organisation,
        [
            {"id": id_, "institution_id": id_, "name": name, "name_key": fold(name), "nis": nis, "postal_code": "5000"}
            for id_, name, nis in zip(ids, names, lies, strict=True)
        ],
    )
    known = [term.code for term in sectors()]
    insert_links(
        unit.session,
        OrganisationSector,
        [{"organisation_id": id_, "sector": code} for id_ in ids for code in chance.sample(known, chance.choice((1, 1, 2)))],
    )
    offers = [uuid7() for _ in ids]
    insert_rows(
        unit.session,
        Offer,
        [
            {
                "id": offer,
                "organisation_id": id_,
                "territory_id": of_municipality[nis],
                "reference": f"H{number:05}",
                "title": {"fr": f"Découvrir le quotidien : {name}"},
            }
            for number, (offer, id_, nis, name) in enumerate(zip(offers, ids, lies, names, strict=True))
        ],
        edition_id=edition.id,
        **OFFER_ACCEPTED.columns,
    )
    insert_rows(
        unit.session,
        Opening,
        [{"offer_id": offer, "capacity": chance.randint(1, 6)} for offer in offers],
        edition_id=edition.id,
    )
    jobs = [term.code for term in professions()]
    insert_rows(
        unit.session,
        ImmersionOffer,
        [
            {
                "offer_id": offer,
                "description": f"Une journée au sein de l'équipe : {', '.join(chance.sample(SAID, 3))}.",
                "professions": chance.sample(jobs, chance.randint(1, 3)),
                "ages": chance.choice(("0-6", "6-12", "12-18", "0-23")),
                "modality": chance.choice(("observation", "mise en situation")),
                "weekdays": sorted(chance.sample(range(1, 6), chance.choice((1, 2, 5)))),
                "dates": [f"2024-04-{chance.randint(1, 30):02}" for _ in range(chance.choice((0, 1, 3)))],
                "conditions": None,
                "duration_days": None,
            }
            for offer in offers
        ],
    )
    return edition.id


def asked(said: dict[str, list[str]]) -> tuple[str, str]:
    """Return the query of our address, and that of the bare view's, which is given what the words mean."""
    bare = {**said, "word": ["'profession=educator' | 'educatrice':*" if "éducatrice" in said["q"] else f"'{said['q'][0]}':*"]} if "q" in said else said
    return urlencode(said, doseq=True), urlencode({key: value for key, value in bare.items() if key != "q"}, doseq=True)


def measure() -> Iterator[tuple[str, float, float]]:
    """Yield, case by case, its name and the pages a second: bare, and ours; medians of turns."""
    modules = load_modules()
    with database() as address, running() as given:
        engine = make_engine(address)
        settings = read_settings({"LIAISON_SECRET_KEY": "for measuring only"})
        from dataclasses import replace

        application = Application(replace(settings, database_url=address, redis_url=given.redis_url), modules)
        application.__dict__.update(settings=application.given, engine=engine)
        with application.unit(TENANT) as unit:
            edition, tenant = fill(unit), unit.tenant.id
            assert territories(unit.session)
        begun = time.perf_counter()
        with application.unit(TENANT) as unit:
            rebuild(unit)
            unit.session.query(CatalogueChange).delete()
        print(f"10,000 entries made anew in {time.perf_counter() - begun:.1f} s", file=sys.stderr)
        analyse(address)
        app, own = create_app(application), create_engine(address)
        bare = bare_app(own, tenant, edition)
        for name, said in CASES.items():
            mine, theirs = asked(said)
            both: list[Callable[[], int]] = [
                pages(bare, "/catalogue", [theirs] * 6),
                pages(app, f"/{TENANT}/catalogue", [mine] * 6),
            ]
            for _warming_up in range(2):
                for ask in both:
                    ask()
            if "--profile" in sys.argv:
                profile = cProfile.Profile()
                profile.runcall(lambda ask=both[-1]: [ask() for _ in range(5)])
                pstats.Stats(profile).sort_stats("cumtime").print_stats(45)
            turns = [[rate(ask) for ask in both] for _ in range(TURNS)]
            by_hand, here = (statistics.median(each) for each in zip(*turns, strict=True))
            yield name, by_hand, here
        own.dispose()
        engine.dispose()


def main() -> None:
    """Measure case by case, and print the medians and their ratios."""
    for name, bare, ours in measure():
        print(f"{name}: bare {bare:.0f}, ours {ours:.0f} pages a second, ratio {ours / bare:.2f}", flush=True)


if __name__ == "__main__":
    main()
