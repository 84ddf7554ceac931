"""What can go wrong with a colleague's roles."""

from __future__ import annotations

import uuid


class StaffError(Exception):
    """An act on roles is refused."""


class UnknownColleagueError(StaffError):
    """There is nobody of that number here, or no such role, or it is not the actor's to give and take."""


class MovedError(StaffError):
    """What somebody confirmed is not any more what they saw."""


class LastCoordinatorError(StaffError):
    """Nobody would coordinate the network."""


class HasRoleError(StaffError):
    """A colleague has that role already, until another day."""


class SameRoleError(HasRoleError):
    """A colleague has that role already, just as it is wished."""


class UnfitDayError(StaffError):
    """A role cannot end on that day."""


class AlreadyHereError(StaffError):
    """Somebody with that address has a role here already."""

    def __init__(self, account_id: uuid.UUID) -> None:
        super().__init__(str(account_id))
        self.account_id = account_id


class AlreadyInvitedError(StaffError):
    """Somebody with that address is invited already."""

    def __init__(self, invitation_id: uuid.UUID) -> None:
        super().__init__(str(invitation_id))
        self.invitation_id = invitation_id


class DeadInvitationError(StaffError):
    """An invitation counts no more: it was used, withdrawn, or has expired, or whoever invited may not any more."""
