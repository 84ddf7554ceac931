"""How many pages of trainees a second, against a bare Flask view of the same rows: 290 trainees, fifty on a page.

Run: .venv/bin/python -m bench.trainees_page [--profile]. It starts throw-away servers unless addresses are given. The
aim is at least half the speed of the bare view, which reads the same rows and their number with two statements, written
by hand in SQL through SQLAlchemy Core, and prints their cells in a plain table: no sign-in, no tenant, no right, no
language, no menu, no filter. Both are called as a server calls them (WSGI), one request after the other, in turns, in
this process.

Our statement tells PostgreSQL to join in the written order, which spares it most of the planning. The bare view is
therefore measured twice: as somebody would write it, and, tuned, with the same order prescribed for nothing.
"""

from __future__ import annotations

import cProfile
import gc
import os
import pstats
import re
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from typing import Any

from flask import Flask, request
from sqlalchemy import Engine, NullPool, create_engine, make_url, select, text
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.importing import database
from core.accounts.services import grant_role, make_account
from core.app import create_app
from core.application import Application
from core.database.engine import make_engine
from core.listing.spec import PAGE_SIZE
from core.modules import load_modules
from core.programme.models import Edition
from core.servers import servers
from core.settings import PROJECT, Settings, read_settings
from plugins.immersion.demo import live_year

TENANT, ADDRESS, PASSWORD = "immersion-0-23", "bench@immersion.example", "for measuring only"
PAGES, SECONDS, TURNS = 6, 1.0, 7
Wsgi = Callable[..., Any]

#: The rows of one page, as ours has them.
ROWS = """
SELECT r.reference, p.first_name, p.last_name, p.email, p.phone, p.language, i.name AS institution,
       CASE WHEN o.id <> o.institution_id THEN o.name END AS service,
       (SELECT array_agg(s.sector ORDER BY s.sector) FROM organisation_sector s
         WHERE s.organisation_id = o.id) AS sectors,
       t.profession, y.code AS territory_code, y.name AS territory,
       o.institution_id IN (
         SELECT h.institution_id FROM organisation h JOIN offer f ON f.organisation_id = h.id
          WHERE f.tenant_id = :tenant AND f.edition_id = :edition AND f.status = 'accepted') AS priority,
       (SELECT array_agg(f.reference ORDER BY c.rank) FROM immersion_choice c
          JOIN offer f ON f.tenant_id = c.tenant_id AND f.id = c.offer_id
         WHERE c.tenant_id = r.tenant_id AND c.registration_id = r.id AND c.current) AS choices,
       f.reference AS offer, hi.name AS host, m.rank, d.number AS round_number,
       r.status, r.registered_at, r.withdrawn_at
  FROM registration r
  JOIN person p ON p.tenant_id = r.tenant_id AND p.id = r.person_id
  JOIN organisation o ON o.id = r.organisation_id
  JOIN organisation i ON i.id = o.institution_id
  LEFT JOIN immersion_trainee t ON t.tenant_id = r.tenant_id AND t.registration_id = r.id
  LEFT JOIN territory y ON y.tenant_id = r.tenant_id AND y.id = r.territory_id
  LEFT JOIN participation q ON q.tenant_id = r.tenant_id AND q.registration_id = r.id AND q.standing = 'holding'
  LEFT JOIN immersion_placement m ON m.tenant_id = q.tenant_id AND m.participation_id = q.id
  LEFT JOIN opening u ON u.tenant_id = q.tenant_id AND u.id = q.opening_id
  LEFT JOIN offer f ON f.tenant_id = u.tenant_id AND f.id = u.offer_id
  LEFT JOIN organisation h ON h.id = f.organisation_id
  LEFT JOIN organisation hi ON hi.id = h.institution_id
  LEFT JOIN immersion_round d ON d.tenant_id = m.tenant_id AND d.id = m.round_id
 WHERE r.tenant_id = :tenant AND r.edition_id = :edition AND r.role = 'trainee'
 ORDER BY r.reference LIMIT :size OFFSET :start
"""
COUNT = "SELECT count(*) FROM registration WHERE tenant_id = :tenant AND edition_id = :edition AND role = 'trainee'"
#: What a plain page shows of each row; somebody in a hurry would write no more.
PAGE = """<!DOCTYPE html><title>Trainees</title><h1>{{ total }} trainees</h1><table>
{% for row in rows %}<tr><th><a href="/trainees/{{ row.reference }}/">{{ row.first_name }} {{ row.last_name }}</a>
{{ row.reference }}{% if row.priority %} host service{% endif %}</th>
<td>{{ row.institution }} {{ row.service or "" }}</td>
<td>{{ row.territory.fr }}</td><td>{{ row.choices|join(", ") }}</td>
<td>{% if row.status == "withdrawn" %}withdrawn{% elif row.offer %}{{ row.offer }} {{ row.host }} {{ row.rank }}
{{ row.round_number }}{% else %}without a place{% endif %}</td></tr>{% endfor %}</table>
{% for number in range(1, (total // 50) + 2) %}<a href="?page={{ number }}">{{ number }}</a>{% endfor %}"""


def bare_app(engine: Engine, tenant: uuid.UUID, edition: uuid.UUID) -> Flask:
    """Make the bare application: one view, one template, two statements."""
    app = Flask("bare")
    rows, count = text(ROWS), text(COUNT)
    known = {"tenant": tenant, "edition": edition}
    template = app.jinja_env.from_string(PAGE)

    @app.get("/trainees/")
    def trainees() -> str:
        start = (int(request.args.get("page", 1)) - 1) * PAGE_SIZE
        with engine.connect() as connection:
            found = connection.execute(rows, {**known, "size": PAGE_SIZE, "start": start}).all()
            total = connection.scalar(count, known)
        return template.render(rows=found, total=total)

    return app


@contextmanager
def application_of(address: str) -> Iterator[Application]:
    """Give an application on a database in which the year of 2024 was lived."""
    modules = load_modules()
    engine = make_engine(address)
    settings = read_settings({"LIAISON_SECRET_KEY": PASSWORD})
    with running() as given:
        application = Application(replace(settings, database_url=address, redis_url=given.redis_url), modules)
        # Its servers run already, and its engine is the one that is measured.
        application.__dict__.update(settings=application.given, engine=engine)
        try:
            yield filled(application, address)
        finally:
            engine.dispose()


@contextmanager
def running() -> Iterator[Settings]:
    """Give the settings of the servers that run for the measuring."""
    data = os.environ.get("LIAISON_TEST_DATA") or str(PROJECT / "var" / "test-servers")
    environment = {**os.environ, "LIAISON_DATA": data, "LIAISON_SECRET_KEY": PASSWORD}
    with servers(read_settings(environment), fast=True) as given:
        yield given


def filled(application: Application, address: str) -> Application:
    """Live the year of 2024, and let somebody sign in."""
    live_year(application, lambda _words: None)
    with application.unit(TENANT) as unit:
        account = make_account(
            unit.session, email=ADDRESS, name="Bench", password=PASSWORD, language="fr", cost="cheap"
        )
        grant_role(unit, account, "coordinator")
    analyse(address)
    return application


def analyse(address: str) -> None:
    """Let the database look at what its tables hold, as it does by itself some minutes after they were filled."""
    with running() as given:
        owner = make_url(given.owner_address).set(database=make_url(address).database)
        engine = create_engine(owner, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("ANALYZE"))


def cookie_of(app: Flask) -> str:
    """Sign in, and return the cookies as a browser sends them."""
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post(f"/{TENANT}/sign-in", data={"email": ADDRESS, "password": PASSWORD})
    app.config["WTF_CSRF_ENABLED"] = True
    return "; ".join(cookie.partition(";")[0] for cookie in answer.headers.getlist("Set-Cookie"))


def numbered() -> list[str]:
    """Return what the bare view's pages are asked for by."""
    return [f"page={number}" for number in range(1, PAGES + 1)]


def parts_of(app: Wsgi, path: str, cookie: str) -> list[str]:
    """Return what the parts of our list are asked for by: each leads to the next one."""
    queries = [""]
    while len(queries) <= PAGES:
        environ = EnvironBuilder(path, query_string=queries[-1], headers=[("Cookie", cookie)]).get_environ()
        page = b"".join(run_wsgi_app(app, environ, buffered=True)[0]).decode()
        further = re.search(r'href="[^"?]*\?([^"]*)" rel="next"', page)
        if further is None:
            break
        queries.append(unescape(further[1]))
    if len(queries) != PAGES:
        raise SystemExit(f"{path} has {len(queries)} parts instead of {PAGES}.")
    return queries


def pages(app: Wsgi, path: str, queries: list[str], cookie: str = "") -> Callable[[], int]:
    """Return what asks for every page once, and says how many bytes came."""
    environs = [
        EnvironBuilder(path, query_string=query, headers=[("Cookie", cookie)]).get_environ() for query in queries
    ]

    def ask() -> int:
        size = 0
        for environ in environs:
            body, status, _headers = run_wsgi_app(app, dict(environ), buffered=True)
            if not status.startswith("200"):
                raise SystemExit(f"{path} answered {status}.")
            size += sum(len(part) for part in body)
        return size

    return ask


def rate(ask: Callable[[], int]) -> float:
    """Return how many pages come in a second."""
    gc.collect()
    done, start = 0, time.perf_counter()
    while (took := time.perf_counter() - start) < SECONDS:
        ask()
        done += PAGES
    return done / took


def bare_engine(address: str, tenant: uuid.UUID, *options: str) -> Engine:
    """Return an engine behind the wall of one tenant, which costs the bare view nothing."""
    said = " ".join(f"-c {option}" for option in (f"app.tenant={tenant}", *options))
    return create_engine(address, connect_args={"options": said})


def measure() -> tuple[float, float, float]:
    """Return pages a second: bare, bare and tuned, and ours; medians of turns."""
    with database() as address, application_of(address) as application:
        with application.unit(TENANT) as unit:
            tenant = unit.tenant.id
            edition = unit.session.scalars(select(Edition.id)).one()
        app = create_app(application)
        engines = [bare_engine(address, tenant), bare_engine(address, tenant, "join_collapse_limit=1")]
        asked = [pages(bare_app(engine, tenant, edition), "/trainees/", numbered()) for engine in engines]
        cookie, path = cookie_of(app), f"/{TENANT}/immersion/2024/trainees/"
        asked.append(pages(app, path, parts_of(app, path, cookie), cookie))
        for _warming_up in range(3):
            for ask in asked:
                ask()
        if "--profile" in sys.argv:
            profile = cProfile.Profile()
            profile.runcall(lambda: [asked[-1]() for _ in range(10)])
            pstats.Stats(profile).sort_stats("cumtime").print_stats(60)
        turns = [[rate(ask) for ask in asked] for _ in range(TURNS)]
        for engine in engines:
            engine.dispose()
    bare, tuned, ours = (statistics.median(each) for each in zip(*turns, strict=True))
    return bare, tuned, ours


def main() -> None:
    """Measure in turns, and print the medians and their ratios."""
    bare, tuned, ours = measure()
    print(f"pages of trainees a second: bare {bare:.0f}, ours {ours:.0f}, ratio {ours / bare:.2f}")
    print(f"against the tuned bare view: {tuned:.0f}, ratio {ours / tuned:.2f}")


if __name__ == "__main__":
    main()
