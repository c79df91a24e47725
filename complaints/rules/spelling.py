"""Chinese text as it is typed on a keyboard: pinyin in full and initials, for finding it while typing."""

from members.rules.names import name_keys, typed_key

MOST = 60
"""Characters of a text that are spelled."""


def spelled(*texts: str) -> str:
    """All spellings of some texts, each between spaces: 停车 gives “tingche” and “tc”."""
    keys: dict[str, None] = {}
    for text in texts:
        found = name_keys(text[:MOST])
        keys |= dict.fromkeys((*found.pinyin, *found.initials))
    return " ".join(keys)


def typed_spelling(typed: str) -> str:
    """What was typed as a spelling; empty where it isn't one (Chinese, digits)."""
    return typed_key(typed) if typed.isascii() and len(typed_key(typed)) >= 2 else ""
