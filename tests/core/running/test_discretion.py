"""What a log keeps of what it is told."""

from __future__ import annotations

import logging
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.running.discretion import DiscreetFormatter, discreet


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("{'ada@example.org': (550, b'5.1.1 <ada@example.org>: unknown')}", "{'…@…': (550, b'5.1.1 <…@…>: unknown')}"),
        ("GET /sign-in?email=ada%40example.org&x=1", "GET /sign-in?email=…@…&x=1"),
        ("GET /team/ada@example.org/x?then=/bea%40b.be", "GET /team/…@…/x?then=/…@…"),
        ("https://site.example/forget/ada@example.org", "https://site.example/forget/…@…"),
        ("to: léa.d’hondt+x@école.be, bea@b.be", "to: …@…, …@…"),
        ("E: DETAIL:  Key (name)=(Ada Lovelace) exists.\nnext", "E: DETAIL: …\nnext"),
        ("postgresql+psycopg://web@127.0.0.1:5432/liaison", "postgresql+psycopg://web@127.0.0.1:5432/liaison"),
        ("smtp://post@mail.example:25 said 451", "smtp://post@mail.example:25 said 451"),
        ("smtp://mail.example:25 said 451", "smtp://mail.example:25 said 451"),
    ],
)
def test_what_a_log_keeps(said: str, kept: str) -> None:
    assert discreet(said) == kept


@given(
    st.from_regex(r"[a-z0-9][a-z0-9._+-]{0,15}@[a-z0-9-]{1,12}\.[a-z]{2,5}", fullmatch=True),
    st.text(max_size=20),
    st.sampled_from(" /<='\"(:"),
)
def test_no_address_is_kept_whole(address: str, around: str, before: str) -> None:
    assert address not in discreet(f"{around} {before}{address} {around}")


def test_a_traceback_is_written_discreetly_too() -> None:
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(DiscreetFormatter("%(message)s"))
    log = logging.Logger("of the test")
    log.addHandler(handler)
    try:
        raise ValueError("no mailbox ada@example.org")
    except ValueError:
        log.exception("a letter to %s failed", "bea@example.org")
    assert "example.org" not in written.getvalue()
    assert "ValueError: no mailbox …@…" in written.getvalue()
