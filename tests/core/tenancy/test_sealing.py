"""Links that are sealed: nobody makes one without the key, and each is of one network."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tenancy.sealing import link_of, sealed_text, token_of, unsealed_path

HARBOUR, ORCHARD = uuid.UUID(int=1), uuid.UUID(int=2)
LINK = uuid.UUID("01890000-0000-7000-8000-000000000001")
KEY = "the key of the site"


@given(link=st.uuids(), tenant=st.uuids())
def test_a_token_leads_to_its_link_and_to_no_other_networks(link: uuid.UUID, tenant: uuid.UUID) -> None:
    token = token_of(KEY, tenant, link)
    assert (len(token), link_of(KEY, tenant, token)) == (43, link)
    assert link_of(KEY, uuid.UUID(int=tenant.int ^ 1), token) is None
    assert link_of("another key", tenant, token) is None


@given(place=st.integers(0, 42), letter=st.sampled_from("AZaz09-_"))
def test_a_token_that_was_changed_opens_nothing(place: int, letter: str) -> None:
    token = token_of(KEY, HARBOUR, LINK)
    changed = token[:place] + letter + token[place + 1 :]
    assert link_of(KEY, HARBOUR, changed) == (LINK if changed == token else None)


@pytest.mark.parametrize("token", ["", "x", LINK.hex, str(LINK), "é" * 43, "A" * 42, "A" * 44, "=" * 43, "\x00" * 43])
def test_what_is_no_token_opens_nothing(token: str) -> None:
    assert link_of(KEY, HARBOUR, token) is None


def test_the_link_of_a_letter_is_sealed_and_no_other_address_in_it() -> None:
    other = unsealed_path(uuid.UUID(int=LINK.int + 1))
    text = f"https://x.example/harbour{unsealed_path(LINK)}\nhttps://x.example/harbour{other}\n"
    token = token_of(KEY, HARBOUR, LINK)
    assert (
        sealed_text(text, KEY, HARBOUR, LINK)
        == f"https://x.example/harbour/l/{token}\nhttps://x.example/harbour{other}\n"
    )
