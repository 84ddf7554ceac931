"""What everybody does who lives a year at a browser: sign in, go to a day, import a file."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import Visitor, type_password

FILES = Path("demo/immersion-2024").absolute()


def sign_in(visitor: Visitor, address: str) -> None:
    page = visitor.page
    page.goto(f"{visitor.site}/sign-in?lang={visitor.language}")
    visitor.look("sign-in")
    type_password(page, address)
    assert page.url == f"{visitor.site}/desk"


def live(visitor: Visitor, day: str) -> None:
    """Change the date of the trial edition."""
    visitor.page.goto(f"{visitor.site}/editions/immersion/2024/")
    visitor.look("edition")
    visitor.page.fill("input[name=day]", day)
    visitor.press("/clock")


def import_file(visitor: Visitor, kind: str, name: str, *, seen_as: str | None = None) -> list[str]:
    """Import a file as a person does, and return the figures of its check."""
    page = visitor.page
    page.goto(f"{visitor.site}/immersion/2024/import/")
    visitor.look("import")
    page.check(f"input[value={kind}]")
    page.set_input_files("input[type=file]", FILES / name)
    visitor.press("/import/")
    visitor.look(seen_as or f"check-{kind}")
    return page.locator(".figure-number").all_inner_texts()
