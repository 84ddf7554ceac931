"""What was confirmed, as the page of work names it."""

from __future__ import annotations

from dataclasses import replace

from lunch.jobs import editions_of_jobs

from core.contract.acting import Actor
from core.contract.module import JobSubject


def test_the_page_of_work_names_the_edition(app, unit, edition) -> None:
    with app.test_request_context("/?lang=fr"):
        named = editions_of_jobs(unit, [edition.id])
        unseen = editions_of_jobs(replace(unit, actor=Actor("Nobody")), [edition.id])
    assert named == {edition.id: JobSubject("Essai 2024", "lunch.entries", {"edition": "2024"})}
    assert unseen == {}
