"""What is counted is what the actor may see."""

from __future__ import annotations

from lunch import queries
from lunch.services import note_entry
from sqlalchemy import false


def test_the_entries_that_exist_for_the_actor_are_counted(unit, edition, monkeypatch) -> None:
    for name in ("Ada", "Bea"):
        note_entry(unit, edition, name=name, email=f"{name}@service.example", language="fr")
    assert queries.entry_counts(unit, [edition.id]) == {edition.id: 2}
    monkeypatch.setattr(queries, "visible_entries", lambda _actor: false())
    assert queries.entry_counts(unit, [edition.id]) == {}
