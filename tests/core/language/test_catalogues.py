"""The check of the catalogues finds what is missing and what differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.language.catalogues import Owner, compile_catalogues, faults, update


@pytest.fixture
def owner(tmp_path: Path) -> Owner:
    (tmp_path / "code.py").write_text('_("Good %(day)s")\nngettext("%(num)s day", "%(num)s days", 2)\n')
    owner = Owner("core", tmp_path, tmp_path / "translations")
    update(owner)
    return owner


def fill(owner: Owner, language: str, words: dict[str, str]) -> None:
    text = owner.po(language).read_text()
    for source, translated in words.items():
        text = text.replace(f'{source}"\nmsgstr ""', f'{source}"\nmsgstr "{translated}"')
    text = text.replace('msgstr[0] ""', 'msgstr[0] "%(num)s x"').replace('msgstr[1] ""', 'msgstr[1] "%(num)s x"')
    text = text.replace('msgstr[2] ""', 'msgstr[2] "%(num)s x"')
    owner.po(language).write_text(text)


def test_what_is_not_translated_is_named(owner: Owner) -> None:
    assert sorted(faults([owner])) == [
        "core fr: '%(num)s day' is not translated",
        "core fr: 'Good %(day)s' is not translated",
        "core nl: '%(num)s day' is not translated",
        "core nl: 'Good %(day)s' is not translated",
    ]


def test_complete_catalogues_have_no_fault_and_compile(owner: Owner) -> None:
    for language in ("fr", "nl"):
        fill(owner, language, {"Good %(day)s": "Bon %(day)s"})
    assert list(faults([owner])) == []
    assert compile_catalogues(owner) == 2
    assert compile_catalogues(owner) == 0
    assert owner.po("fr").with_suffix(".mo").exists()


def test_a_placeholder_that_is_lost_is_found(owner: Owner) -> None:
    for language in ("fr", "nl"):
        fill(owner, language, {"Good %(day)s": "Bon jour"})
    assert list(faults([owner])) == [
        "core fr: 'Good %(day)s' has other placeholders in 'Bon jour'",
        "core nl: 'Good %(day)s' has other placeholders in 'Bon jour'",
    ]


def test_a_dutch_text_that_knows_one_manner_alone_is_found(owner: Owner) -> None:
    fill(owner, "fr", {"Good %(day)s": "Votre %(day)s"})
    fill(owner, "nl", {"Good %(day)s": "Je %(day)s"})
    assert list(faults([owner])) == [
        "core nl: 'Good %(day)s' addresses its reader as 'Je' alone: write both manners, such as {je|u} or {je|uw}"
    ]


def test_a_dutch_text_may_say_both_manners(owner: Owner) -> None:
    fill(owner, "fr", {"Good %(day)s": "Votre %(day)s"})
    fill(owner, "nl", {"Good %(day)s": "{Je|Uw} %(day)s"})
    assert list(faults([owner])) == []


def test_two_catalogues_may_say_a_word_each_in_its_own_way(owner: Owner, tmp_path: Path) -> None:
    other = Owner("other", tmp_path, tmp_path / "other")
    update(other)
    for language in ("fr", "nl"):
        fill(owner, language, {"Good %(day)s": "Bon %(day)s"})
        fill(other, language, {"Good %(day)s": "Beau %(day)s"})
    assert list(faults([owner, other])) == []


def test_a_catalogue_that_says_what_the_code_says_is_not_touched_again(owner: Owner) -> None:
    before = {language: owner.po(language).read_bytes() for language in ("fr", "nl")}
    assert update(owner) == ()
    (owner.code / "more.py").write_text('_("More")')
    assert update(owner) == tuple(str(owner.po(language)) for language in ("fr", "nl"))
    assert not any(b"POT-Creation-Date" in content for content in before.values())
    assert before["fr"].startswith(b"# French for what core says.\n")
