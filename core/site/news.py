"""News of a network: written, changed and taken away by who writes its site; read by everybody."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from core.audit.services import record
from core.contract.acting import require
from core.site.access import WRITE_SITE
from core.site.errors import TextMissingError, TextMovedError, UnknownPostError
from core.site.layers import tidy
from core.site.models import SitePost
from core.tenancy.unit import Unit

PUBLISHED: Final = "site.news.published"
CHANGED: Final = "site.news.changed"
WITHDRAWN: Final = "site.news.withdrawn"
#: So many are read on the page of all news, and in the feed.
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What a piece of news says, by language, and from which day on it is read."""

    title: Mapping[str, str]
    body: Mapping[str, str]
    day: date

    def kept(self) -> PostFacts:
        """Return it as it is kept. Raises TextMissingError without a title in any language."""
        title, body = (
            {language: said for language, text in texts.items() if (said := tidy(text))}
            for texts in (self.title, self.body)
        )
        if not title:
            raise TextMissingError()
        return PostFacts(title, body, self.day)


def latest_news(unit: Unit, most: int = MOST) -> Sequence[SitePost]:
    """Return the news that are read today, the latest first; one statement."""
    query = select(SitePost).where(SitePost.withdrawn_at.is_(None), SitePost.day <= unit.today)
    return unit.session.scalars(query.order_by(SitePost.day.desc(), SitePost.id.desc()).limit(most)).all()


def all_news(unit: Unit) -> Sequence[SitePost]:
    """Return the news that are read, today or from a later day on, the latest first."""
    query = select(SitePost).where(SitePost.withdrawn_at.is_(None))
    return unit.session.scalars(query.order_by(SitePost.day.desc(), SitePost.id.desc()).limit(4 * MOST)).all()


def find_post(unit: Unit, post_id: uuid.UUID) -> SitePost:
    """Return a piece of news; raises UnknownPostError."""
    query = select(SitePost).where(SitePost.id == post_id, SitePost.withdrawn_at.is_(None)).with_for_update()
    row = unit.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise UnknownPostError(str(post_id))
    return row


def publish_post(unit: Unit, post_id: uuid.UUID, facts: PostFacts) -> None:
    """Publish a piece of news under an id that its form brought, so that a second press publishes no second one.

    Raises TextMissingError, NotAllowedError.
    """
    require(unit.actor, WRITE_SITE)
    said = facts.kept()
    if unit.session.scalar(select(SitePost.id).where(SitePost.id == post_id)) is not None:
        return
    post = SitePost(id=post_id, title=dict(said.title), body=dict(said.body), day=said.day)
    post.by, post.at = unit.actor.name, unit.now
    unit.session.add(post)
    record(unit, PUBLISHED, post_id, day=said.day.isoformat())


def change_post(unit: Unit, post_id: uuid.UUID, facts: PostFacts, *, version: int) -> None:
    """Change a piece of news; done before, it does nothing.

    Raises TextMovedError when somebody has changed it since, TextMissingError, UnknownPostError, NotAllowedError.
    """
    require(unit.actor, WRITE_SITE)
    said = facts.kept()
    row = find_post(unit, post_id)
    if (row.title, row.body, row.day) == (said.title, said.body, said.day):
        return
    if row.version != version:
        raise TextMovedError()
    row.title, row.body, row.day = dict(said.title), dict(said.body), said.day
    record(unit, CHANGED, post_id, day=said.day.isoformat())


def withdraw_post(unit: Unit, post_id: uuid.UUID) -> None:
    """Take a piece of news away. Raises UnknownPostError, NotAllowedError."""
    require(unit.actor, WRITE_SITE)
    find_post(unit, post_id).withdrawn_at = unit.now
    record(unit, WITHDRAWN, post_id)
