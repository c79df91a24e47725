"""What other packages put into the back office and nobody at a desk needs."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice
from procrastinate.contrib.django.models import ProcrastinateJob

admin.site.index_title = _("Back office")

for model in (Group, TOTPDevice, ProcrastinateJob):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
