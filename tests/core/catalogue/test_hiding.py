"""What hosts write is published without how they are reached."""

from __future__ import annotations

import pytest

from core.catalogue.hiding import without_contacts


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("Écrivez à anne.dupont@service.example, svp", "Écrivez à …, svp"),
        ("Tél. 0478 42 05 17 ou 02/513.22.11", "Tél. … ou …"),
        ("+32 (0)478 42 05 17", "…"),
        ("GSM 0032478420517.", "GSM …."),
        ("De 08.30 à 16.30, du 15/04/2024 au 22/04/2024", "De 08.30 à 16.30, du 15/04/2024 au 22/04/2024"),
        ("Public : 0-23 ans, 30 jeunes en 2024", "Public : 0-23 ans, 30 jeunes en 2024"),
        ("7000 Mons", "7000 Mons"),
        ("", ""),
    ],
)
def test_addresses_and_numbers_are_left_out_and_nothing_else(written: str, published: str) -> None:
    assert without_contacts(written) == published
