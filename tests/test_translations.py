"""Every string of the desk has its Chinese: none missing, none fuzzy, none stale, compiled as it stands."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

CATALOGUE = Path("zh_Hans", "LC_MESSAGES")
HERE = Path(settings.BASE_DIR, "locale", CATALOGUE)
COMPILED = shutil.ignore_patterns("__pycache__", "static")
ROOMS = (
    "deskops",
    "members",
    "cards",
    "refunds",
    "cashback",
    "gifts",
    "lockers",
    "complaints",
    "templates",
)


def tool(*words: object) -> str:
    found = shutil.which(str(words[0])) or pytest.fail("gettext is missing: install the package gettext.")
    return subprocess.run([found, *map(str, words[1:])], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """The catalogue as it would be made now, from a copy of the code: making it leaves files there."""
    folder = tmp_path_factory.mktemp("desk")
    for room in ROOMS:
        shutil.copytree(Path(settings.BASE_DIR, room), folder / room, ignore=COMPILED)
    shutil.copytree(HERE, folder / "locale" / CATALOGUE)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(settings, "LOCALE_PATHS", [str(folder / "locale")])
        call_command(
            "makemessages",
            locale=["zh_Hans"],
            no_obsolete=True,
            no_location=True,
            no_wrap=True,
            verbosity=0,
        )
    return folder / "locale" / CATALOGUE / "django.po"


def test_every_string_is_translated(fresh):
    assert tool("msgattrib", "--untranslated", "--no-obsolete", fresh) == ""


def test_nothing_is_left_over(fresh):
    written = tool("msgattrib", "--no-wrap", "--sort-output", "--set-fuzzy", HERE / "django.po")
    made = tool("msgattrib", "--no-wrap", "--sort-output", "--set-fuzzy", fresh)
    assert names(made) == names(written)
    assert len(names(made)) > 1000


def names(catalogue: str) -> list[str]:
    return [line for line in catalogue.splitlines() if line.startswith("msgid ")]


def test_no_translation_is_fuzzy(fresh):
    assert tool("msgattrib", "--only-fuzzy", "--no-obsolete", fresh) == ""


def test_placeholders_agree(fresh):
    tool("msgfmt", "--check-format", "-o", "/dev/null", fresh)


def test_what_is_compiled_is_what_is_written(tmp_path):
    tool("msgfmt", "-o", tmp_path / "django.mo", HERE / "django.po")
    assert (tmp_path / "django.mo").read_bytes() == (HERE / "django.mo").read_bytes()


def test_the_desk_speaks_chinese_unless_asked_otherwise():
    assert settings.LANGUAGE_CODE == "zh-hans"
    with translation.override("zh-hans"):
        assert translation.gettext("Top up") == "充值"
