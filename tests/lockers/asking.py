"""How an act ends, in one word."""

from collections.abc import Callable

from deskops.core.refusals import Refused


def code_of(act: Callable[[], object]) -> str:
    """The code of the refusal, nothing when it was done."""
    try:
        act()
    except Refused as refused:
        return refused.code
    return ""
