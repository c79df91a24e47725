"""What may be shown of a person's data: on every screen, paper and export, unless it is revealed.

Source: spec 2, privacy (3 + 4 digits of an ID number); customary masks for the rest.
"""

STARS = "****"


def mask_id(number: str) -> str:
    """First 3 and last 4 of a long number, 1 and 3 of a passport's length, of a short one nothing."""
    if len(number) >= 15:
        return _masked(number, 3, 4)
    return _masked(number, 1, 3) if len(number) >= 8 else "*" * len(number)


def mask_phone(number: str) -> str:
    """138****8000 for a mobile number, also from +86…; otherwise the last 4 digits."""
    digits = "".join(sign for sign in number if sign.isdecimal())
    if len(digits) == 13 and digits.startswith("861"):
        digits = digits[2:]
    mobile = len(digits) == 11 and digits.startswith("1")
    return (digits[:3] if mobile else "") + STARS + (digits[-4:] if len(digits) >= 7 else "")


def mask_name(name: str) -> str:
    """单*信, 王*: first and last character, of a name of two only the first."""
    if len(name) < 2:
        return "*" * len(name)
    return _masked(name, 1, 1) if len(name) > 2 else name[0] + "*"


def mask_card(number: str) -> str:
    """The last four digits of a card; of a shorter number nothing."""
    return STARS + (number[-4:] if len(number) > 4 else "")


def _masked(text: str, first: int, last: int) -> str:
    return text[:first] + "*" * (len(text) - first - last) + text[-last:]
