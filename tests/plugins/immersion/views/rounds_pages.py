"""What tests of the pages of rounds do on them: open round 1, publish it, and read what is said."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.plugins.immersion.views.conftest import TENANT, Year
from tests.plugins.immersion.views.reading import words

EDITION = f"/{TENANT}/immersion/2024/"


BASE = f"{EDITION}rounds/"


ROUND = f"{BASE}1/"


def proposed(year: Year, client: FlaskClient) -> str:
    """Open round 1, let the worker match it, and return its page."""
    assert client.post(f"{ROUND}open").status_code == 302
    year.work()
    return client.get(ROUND).text


def version_in(page: str) -> str:
    """Return the version that a page's form carries, or its way to the question before publishing."""
    before = next(each for each in ('name="version" value="', "publish?version=", "") if each in page)
    return page.partition(before)[2].partition('"')[0] if before else ""


def publish(client: FlaskClient, page: str) -> str:
    """Publish what a page shows, and return the page that follows."""
    version = version_in(page)
    answer = client.post(f"{ROUND}publish", data={"version": version})
    assert (answer.status_code, answer.location) == (302, ROUND)
    return client.get(ROUND).text


def said(page: str) -> list[str]:
    return words(page, ".flash")
