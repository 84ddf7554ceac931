"""Which organisation is meant, and what is kept of two mentions."""

from __future__ import annotations

from core.directory.rules import OrganisationKey, PublicFacts, SaidOrganisation, corrected, filled, together

KNOWN = PublicFacts("Rue Haute 1", "5000", "92094", frozenset({"disability"}))
SAID = PublicFacts("Rue Basse 2", "7000", "53053", frozenset({"education"}))
NOTHING = PublicFacts()


def test_the_key_knows_neither_accents_nor_case_nor_apostrophes() -> None:
    assert SaidOrganisation(" L’ÉCLUSE ", "Équipe").key == OrganisationKey("l'ecluse", "equipe")
    assert SaidOrganisation("L'Ecluse").key == OrganisationKey("l'ecluse", None)
    assert SaidOrganisation("A", "B").key.of_institution == OrganisationKey("a")


def test_filling_never_changes_what_is_known() -> None:
    assert filled(KNOWN, SAID) == KNOWN
    assert filled(NOTHING, SAID) == SAID
    assert filled(PublicFacts(postal_code="5000", nis="92094"), SAID) == PublicFacts(
        None, "5000", "92094", frozenset({"education"})
    )


def test_correcting_never_erases() -> None:
    assert corrected(KNOWN, SAID) == SAID
    assert corrected(KNOWN, NOTHING) == KNOWN


def test_several_mentions_give_the_first_address_and_every_sector() -> None:
    assert together((NOTHING, KNOWN, SAID)) == PublicFacts(
        "Rue Haute 1", "5000", "92094", frozenset({"disability", "education"})
    )
