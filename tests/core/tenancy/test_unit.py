"""The tenant as plain values."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("texts", "shown"),
    [({"fr": "Port", "nl": "Haven", "en": "Harbour"}, "Harbour"), ({"nl": "Haven", "fr": "Port"}, "Port")],
)
def test_a_text_of_the_network_is_said_in_the_language_asked_for_or_in_its_own(unit_for, texts, shown: str) -> None:
    tenant = unit_for().tenant
    assert tenant.language == "fr"
    assert tenant.text(texts, "en") == shown
