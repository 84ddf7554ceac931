"""Each view says who may see it; a view that says nothing is nobody's, and a test finds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from core.contract.acting import MEMBER, OWN, PUBLIC, SIGNED_IN, Permission

View = Callable[..., Any]
Marked = TypeVar("Marked", bound=View)

__all__ = ["MEMBER", "OWN", "PUBLIC", "SIGNED_IN", "needs", "permission_of", "secret", "shared", "traced"]


def needs(permission: Permission | str) -> Callable[[Marked], Marked]:
    """Record on a view the right it needs: a Permission, MEMBER (of this tenant), OWN, SIGNED_IN or PUBLIC."""

    def mark(view: Marked) -> Marked:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def shared(view: Marked) -> Marked:
    """Record that a view belongs to no tenant: it is found at the root of the site only."""
    view.shared = True  # type: ignore[attr-defined]
    return view


def traced(view: Marked) -> Marked:
    """Record that reading a view leaves a trace: it is opened with GET and writes all the same, who took what home."""
    view.traced = True  # type: ignore[attr-defined]
    return view


def secret(view: Marked) -> Marked:
    """Record that whoever knows the address of a view is let in by it: a browser tells it to no other page."""
    view.secret = True  # type: ignore[attr-defined]
    return view


def is_secret(view: View | None) -> bool:
    """Say whether the address of a view lets in whoever knows it."""
    return bool(getattr(view, "secret", False))


def leaves_trace(view: View) -> bool:
    """Say whether reading a view writes."""
    return bool(getattr(view, "traced", False))


def permission_of(view: View) -> Permission | str | None:
    """Return what a view declares, or None when it declares nothing."""
    declared: Permission | str | None = getattr(view, "permission", None)
    return declared


def is_shared(view: View) -> bool:
    """Say whether a view belongs to no tenant."""
    return bool(getattr(view, "shared", False))
