"""The second factor (TOTP) of those who can do most harm: who needs one, whether a code is theirs."""

from typing import cast

from django.conf import settings
from django_otp import devices_for_user, match_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from .access import Access
from .models import Role, Staff


def needed(access: Access) -> bool:
    """Whether one of the person's postings asks for a second factor (spec 7)."""
    held = {h.role for h in access.held}
    return settings.SECOND_FACTOR and not held.isdisjoint(Role.needing_second_factor())


def missing(access: Access) -> bool:
    """Whether the person needs one and has not given it in this session."""
    return needed(access) and not access.staff.is_verified()  # type: ignore[attr-defined]


def has_device(staff: Staff) -> bool:
    """Whether the person has set one up."""
    return any(devices_for_user(staff))


def check(staff: Staff, code: str) -> TOTPDevice | None:
    """The device of ``staff`` that made ``code`` just now; a code counts once, wrong ones are slowed down."""
    return cast("TOTPDevice | None", match_token(staff, code))


def new_device(staff: Staff) -> TOTPDevice:
    """The device the person is setting up: the same one until it is confirmed by a code."""
    device, _made = TOTPDevice.objects.get_or_create(user=staff, confirmed=False, defaults={"name": "totp"})
    return cast("TOTPDevice", device)


def reset(staff: Staff) -> None:
    """Forget the person's devices (a lost telephone): a new one is set up at the next sign-in."""
    TOTPDevice.objects.filter(user=staff).delete()


def confirm(device: TOTPDevice, code: str) -> bool:
    """Whether ``code`` comes from the device; from then on it is the person's second factor."""
    if not device.verify_token(code):
        return False
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return True
