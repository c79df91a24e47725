"""Dates and times are written year first in both languages, and read as typed."""

from datetime import date, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

DAY = date(2026, 3, 4)
TYPED = ["2026-03-04", "2026/3/4", "2026.03.04", "20260304"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_date_box_gets_what_browsers_read(language):
    with translation.override(language):
        widget = forms.DateInput({"type": "date"})
        assert 'value="2026-03-04"' in widget.render("day", DAY)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_write_the_year_first(language):
    with translation.override(language):
        shown = Template("{{ day }} {{ at }}").render(
            Context({"day": DAY, "at": datetime(2026, 3, 4, 15, 7)})
        )
    assert shown == "2026-03-04 2026-03-04 15:07"


@pytest.mark.parametrize("typed", TYPED)
def test_dates_are_read_as_people_type_them(typed):
    with translation.override("zh-hans"):
        assert forms.DateField().clean(typed) == DAY
