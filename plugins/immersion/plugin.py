"""The immersion module as the core sees it: its declaration, and its hooks."""

from __future__ import annotations

from pathlib import Path

import pluggy
from flask_babel import lazy_gettext as _

import plugins.immersion.models  # noqa: F401 - so that its tables are known
from core.contract.module import Module, ParticipantRole, PhaseKind
from core.settings import PROJECT
from plugins.immersion import access
from plugins.immersion.commands.group import immersion
from plugins.immersion.enums import MODULE, ParticipantKind, PhaseCode
from plugins.immersion.settings import read_settings

hookimpl = pluggy.HookimplMarker("liaison")
_HERE = Path(__file__).parent


@hookimpl
def liaison_register_module() -> Module:
    """Declare the module."""
    return Module(
        name=MODULE,
        label=_("Immersions"),
        phases=(
            PhaseKind(PhaseCode.HOST_REGISTRATION, _("Registration of hosts")),
            PhaseKind(PhaseCode.PRIORITY_REGISTRATION, _("Priority registration of host services")),
            PhaseKind(PhaseCode.TRAINEE_REGISTRATION, _("Registration of trainees")),
            PhaseKind(PhaseCode.MATCHING, _("Matching")),
            PhaseKind(PhaseCode.IMMERSION, _("Immersions")),
            PhaseKind(PhaseCode.EVALUATION, _("Evaluation")),
        ),
        roles=(
            ParticipantRole(ParticipantKind.HOST, _("Host"), "H"),
            ParticipantRole(ParticipantKind.TRAINEE, _("Trainee"), "S"),
        ),
        permissions=access.PERMISSIONS,
        commands=immersion,
        migrations=PROJECT / "migrations" / "immersion",
        translations=_HERE / "translations",
        read_settings=read_settings,
    )
