"""The documents keep step with the code."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
NAME = re.compile(r'"((?:DESKOPS|DATABASE)_[A-Z0-9_]+)"')


def test_every_environment_variable_is_in_the_readmes_table_and_nothing_else():
    read = {name for path in (ROOT / "deskops").rglob("*.py") for name in NAME.findall(path.read_text())}
    rows = re.findall(r"^\| `([A-Z0-9_]+)`", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert sorted(rows) == sorted(read)


def test_links_between_documents_lead_somewhere():
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text())
        if not (document.parent / target).exists()
    ]
    assert broken == []
