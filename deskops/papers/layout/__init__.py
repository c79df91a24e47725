"""How a paper is drawn: strips one under the other, placed on sheets or on a roll."""

from .render import render, rendered

__all__ = ["render", "rendered"]
