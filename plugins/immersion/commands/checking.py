"""`liaison immersion check`: check a result against its instance, with neither server, database nor solver."""

from __future__ import annotations

from typing import NoReturn

import click

from plugins.immersion.commands.reading import text_of
from plugins.immersion.matching.checking import LANGUAGES, RefusedError, UnreadableError, check

REFUSED, UNREADABLE = 1, 2


@click.command("check")
@click.argument("instance")
@click.argument("result")
@click.option("--lang", type=click.Choice(LANGUAGES), default="fr", show_default=True, help="Language of the texts.")
def check_result(instance: str, result: str, lang: str) -> None:
    """Check that RESULT is the one that the rule gives for INSTANCE, by the prices in it and without a solver.

    Both are JSON files; one of them may be "-" for standard input. Exit code 0: accepted, and every step is printed.
    1: refused, and the first thing that is wrong is named. 2: a file cannot be read.
    """
    try:
        if instance == result == "-":
            raise UnreadableError("input_twice")
        accepted = check(text_of(instance, UnreadableError), text_of(result, UnreadableError))
    except RefusedError as fault:
        _stop(fault.message(lang), REFUSED)
    except UnreadableError as fault:
        _stop(fault.message(lang), UNREADABLE)
    # Bytes, because the answer is UTF-8 whatever the terminal's encoding.
    click.echo("\n".join(accepted.lines(lang)).encode())


def _stop(sentence: str, code: int) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(code)
