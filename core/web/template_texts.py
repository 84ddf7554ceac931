"""Let each template speak from the catalogue of the module it belongs to; the others speak from the core's.

What counts is in which file the words stand, not which page is shown: on a module's page, inside the core's layout and
with the core's components, each word is said as its own author translated it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from jinja2 import Environment, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.lexer import TOKEN_BLOCK_BEGIN, TOKEN_NAME, Token, TokenStream

from core.language.domain import TextDomain

#: The functions of a template, with the function of gettext that each is.
_FUNCTIONS: Final = {
    "_": "gettext",
    "gettext": "gettext",
    "ngettext": "ngettext",
    "pgettext": "pgettext",
    "npgettext": "npgettext",
}


class ModuleTexts(Extension):
    """In a template below `<module>/`, reads each function of gettext as that of the module's domain."""

    def filter_stream(self, stream: TokenStream) -> TokenStream | Iterable[Token]:
        """Give the functions of a module's template their names by module."""
        module = (stream.name or "").partition("/")[0]
        return _renamed(stream, module) if _name("gettext", module) in self.environment.globals else stream


def install_texts(environment: Environment, domains: Iterable[TextDomain]) -> None:
    """Let the templates of `environment` that belong to a module speak from its domain."""
    for domain in domains:
        for name, function in _functions(domain).items():
            environment.globals[_name(name, domain.name)] = function
    environment.add_extension(ModuleTexts)


def _name(function: str, module: str) -> str:
    return f"{function}_of_{module}"


def _renamed(stream: TokenStream, module: str) -> Iterator[Token]:
    before = ""
    for token in stream:
        if token.type == TOKEN_NAME and token.value in _FUNCTIONS and before != "dot":
            yield Token(token.lineno, TOKEN_NAME, _name(_FUNCTIONS[token.value], module))
        elif token.type == TOKEN_NAME and token.value == "trans" and before == TOKEN_BLOCK_BEGIN:
            raise TemplateSyntaxError("a module's template says its texts with _()", token.lineno, stream.name)
        else:
            yield token
        before = token.type


def _functions(domain: TextDomain) -> dict[str, object]:
    """Return the functions of gettext as templates call them: values by name, and markup where the template escapes."""
    bound = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    bound.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: domain.translations().ugettext(text),
        ngettext=lambda one, more, number: domain.translations().ungettext(one, more, number),
        pgettext=lambda context, text: domain.translations().upgettext(context, text),
        npgettext=lambda context, one, more, number: domain.translations().unpgettext(context, one, more, number),
        newstyle=True,
    )
    return {name: bound.globals[name] for name in set(_FUNCTIONS.values())}
