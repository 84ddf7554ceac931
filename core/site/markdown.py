"""Markdown that people write, as HTML that can do no harm: no HTML of their own, no pictures, no addresses that run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

#: What an address may begin with; one without a beginning is one of this site.
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel", ""})
#: The name of a page is the one h1: what people write begins below it.
_LOWER: Final = {"h1": "h2", "h2": "h2", "h3": "h3"}


class _Markdown(MarkdownIt):
    """Markdown whose links lead to addresses that do nothing by themselves."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - The name is the library's.
        try:
            return urlsplit(url.strip()).scheme.lower() in _SCHEMES
        except ValueError:
            return False


class _Renderer(RendererHTML):
    """Writes headings below the page's own, and links out of this site as such."""

    def heading_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        tokens[index].tag = _LOWER.get(tokens[index].tag, "h4")
        return self.renderToken(tokens, index, options, env)

    heading_close = heading_open

    def link_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        address = str(tokens[index].attrs.get("href", ""))
        led: Callable[[str], str | None] | None = env.get("lead")
        own = led(address) if led else None
        if own is not None:
            tokens[index].attrs["href"] = own
        elif urlsplit(address).netloc:
            tokens[index].attrs["rel"] = "noopener noreferrer"
        return self.renderToken(tokens, index, options, env)


def _made() -> MarkdownIt:
    made = _Markdown("commonmark", {"html": False}, renderer_cls=_Renderer)
    made.disable(["image", "html_block", "html_inline"])
    return made


_MARKDOWN: Final = _made()


def rendered(text: str, lead: Callable[[str], str | None] | None = None) -> Markup:
    """Return Markdown as HTML; `lead` gives the address of a page of this site by the name that a link has."""
    env: dict[str, Any] = {"lead": lead}
    return Markup(_MARKDOWN.render(text, env))  # noqa: S704 - it escapes what people wrote.
