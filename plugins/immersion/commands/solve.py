"""`liaison immersion solve`: decide a round from a file, with neither server nor database."""

from __future__ import annotations

import sys

import click

from plugins.immersion.commands.reading import text_of
from plugins.immersion.matching import LANGUAGES, InstanceError, solve_text

UNREADABLE = 2


@click.command("solve")
@click.argument("file")
@click.option("--lang", type=click.Choice(LANGUAGES), default="fr", show_default=True, help="Language of the texts.")
def solve(file: str, lang: str) -> None:
    """Decide the round described in FILE (JSON, "-" for standard input) and print the result as JSON.

    The same file always gives the same result. A file that cannot be read, or that contradicts itself, is answered by
    one line that names the culprit, and exit code 2.
    """
    try:
        result = solve_text(text_of(file, InstanceError), lang)
    except InstanceError as fault:
        click.echo(fault.message(lang), err=True)
        raise SystemExit(UNREADABLE) from None
    # Bytes, because the result is UTF-8 whatever the terminal's encoding. In a file they are those that a round keeps
    # and whose fingerprint its page shows, and not one more; a terminal goes on in a line of its own.
    click.echo(result.encode(), nl=sys.stdout.isatty())
