"""From a text and its variables to a subject and a body; from a body to HTML. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, meta
from jinja2.sandbox import SandboxedEnvironment

from core.contract.module import LetterKind
from core.messages.errors import LetterError
from core.messages.phrasing import FILTERS, LANGUAGE, finalize

_SUBJECT = "Subject:"

#: A tenant may write letters: a text can say things, and do nothing. HTML is made from the finished letter.
_ENVIRONMENT = SandboxedEnvironment(
    undefined=StrictUndefined,
    autoescape=False,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=finalize,
)
_ENVIRONMENT.filters.update(FILTERS)


@dataclass(frozen=True, slots=True)
class Written:
    """A letter's words: the subject in one line, the body as plain text with lines that end in a newline."""

    subject: str
    body: str


def render(kind: LetterKind, language: str, variables: Mapping[str, object]) -> Written:
    """Write the letter `kind` in `language`, or in its first language if it has no text in that one.

    Raises LetterError when `variables` are not exactly those the kind declares, or the text cannot be understood.
    """
    if set(variables) != kind.variables:
        missing, surplus = sorted(kind.variables - set(variables)), sorted(set(variables) - kind.variables)
        raise LetterError(f"{kind.key}: missing variables {missing}, unknown variables {surplus}")
    if not kind.texts.get(language):
        language = next(iter(kind.texts))
    subject, body = _parts(kind.key, kind.texts[language])
    facts = {**variables, LANGUAGE: language}
    try:
        return Written(
            subject=one_line(_template(subject).render(facts)),
            body=_tidy(_template(body).render(facts)),
        )
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise LetterError(f"{kind.key} ({language}): {error}") from error


def check_text(kind: LetterKind, text: str) -> None:
    """Raise LetterError unless `text` has a subject, can be parsed, and uses declared variables only."""
    parts = _parts(kind.key, text)
    try:
        used = {name for part in parts for name in meta.find_undeclared_variables(_ENVIRONMENT.parse(part))}
    except TemplateError as error:
        raise LetterError(f"{kind.key}: {error}") from error
    if used - kind.variables:
        raise LetterError(f"{kind.key}: unknown variables {sorted(used - kind.variables)}")


def one_line(text: str) -> str:
    """Return `text` in one line without control characters, so that nothing in it can begin a header of its own."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


@lru_cache(maxsize=256)
def _template(text: str) -> Template:
    """Compile a text once for the hundreds of letters that a round writes with it."""
    return _ENVIRONMENT.from_string(text)


def _parts(key: str, text: str) -> tuple[str, str]:
    """Divide a text into its subject and its body."""
    first, _, rest = text.lstrip("\ufeff\n").partition("\n")
    if not first.startswith(_SUBJECT):
        raise LetterError(f"{key}: the first line of the text must be '{_SUBJECT} ...'")
    return first.removeprefix(_SUBJECT).strip(), rest


def _tidy(body: str) -> str:
    """Take away the spaces at the ends of lines, and all but one of several empty lines."""
    lines: list[str] = []
    for line in (line.rstrip() for line in body.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n") + "\n"
