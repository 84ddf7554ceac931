"""The group `liaison immersion`: a sub-command is imported when it is called, so that `solve` starts no server."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Final

import click

#: Each sub-command, with the module and the name where it is found.
SUB_COMMANDS: Final = {
    "check": ("plugins.immersion.commands.checking", "check_result"),
    "replay": ("plugins.immersion.commands.rounds", "replay"),
    "rounds": ("plugins.immersion.commands.rounds", "rounds"),
    "solve": ("plugins.immersion.commands.solve", "solve"),
}


class _LazyGroup(click.Group):
    """Knows its sub-commands by name and loads one only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click hands it over.
        """Return the names of the sub-commands, in alphabetical order."""
        return sorted([*self.commands, *(name for name, (module, _) in SUB_COMMANDS.items() if find_spec(module))])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the sub-command `cmd_name`; None when there is none."""
        if cmd_name in self.commands or cmd_name not in self.list_commands(ctx):
            return self.commands.get(cmd_name)
        module, name = SUB_COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(name="immersion", cls=_LazyGroup)
def immersion() -> None:
    """Immersions: import an edition, match its trainees, check a published round."""
