"""The texts of a site that lie beside a network's file."""

from __future__ import annotations

from pathlib import Path

from core.tenancy.files import TenantFileError, read_tenant_files
from tests.core.tenancy.test_files import MODULES, PLAIN


def network(folder: Path, **pages: bytes) -> Path:
    below = folder / "harbour"
    (below / "pages").mkdir(parents=True)
    (below / "tenant.toml").write_text(PLAIN, encoding="utf-8")
    for name, text in pages.items():
        (below / "pages" / name.replace("_", ".")).write_bytes(text)
    return folder


def test_each_file_is_a_page_in_a_language(tmp_path: Path) -> None:
    [tenant] = read_tenant_files(network(tmp_path, faq_fr_md="Où ?\n".encode(), faq_nl_md=b"Waar?"), MODULES)
    assert tenant.pages == {"faq": {"fr": "Où ?", "nl": "Waar?"}}


def test_whatever_is_none_is_named_with_the_remedy(tmp_path: Path) -> None:
    below = network(tmp_path, faq_xx_md=b"a", faq_fr_txt=b"a", menu_fr_md=b"a", help_fr_md=b"\xff")
    try:
        read_tenant_files(below, MODULES)
    except TenantFileError as error:
        faults = [line.partition(": ")[2].partition(" — ")[0] for line in error.faults]
    assert faults == [
        "pages/faq.fr.txt: it is no page",
        "pages/faq.xx.md: no texts are kept in 'xx'",
        "pages/help.fr.md: it cannot be read",
        "pages/menu.fr.md: it is no page",
    ]
