"""What tests of signing in by a letter do with letters and codes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine, text

ADA, BEA = "Ada@harbour.example", "bea@care.example"


def move_letters(owner_engine: Engine, by: timedelta) -> None:
    """Let every letter be older."""
    with owner_engine.begin() as connection:
        moved = "UPDATE sign_in_proof SET created_at = created_at - :by, expires_at = expires_at - :by"
        connection.execute(text(moved), {"by": by})


def another(code: str, number: int = 1) -> str:
    """A code that is not that one."""
    return f"{(int(code) + number) % 1_000_000:06}"
