"""Each piece of a page, rendered alone."""

import re
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

from deskops.core.models import Job
from deskops.core.money import DENOMINATIONS
from deskops.core.pages import Attention, Compared, Event, Tab, steps
from deskops.core.refusals import Refused
from deskops.core.shell import Tone
from deskops.desk.templatetags.desk import SIGNS
from tests.desk.test_forms import TopUp, filled, refuse

AT = datetime(2026, 11, 21, 15, 4, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def render(source: str, **context) -> str:
    request = RequestFactory().get("/list/?q=7&page=2")
    html = Template("{% load desk money %}" + source).render(
        RequestContext(request, {"csrf_token": "t"} | context)
    )
    return re.sub(r"\s+", " ", html).strip()


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


@pytest.mark.parametrize(("tone", "sign"), SIGNS.items())
def test_a_badge_says_its_state_by_word_sign_and_colour(tone, sign):
    html = render("{% badge 'Frozen' tone %}", tone=tone)
    assert html == f'<span class="badge is-{tone}"><span aria-hidden="true">{sign}</span>Frozen</span>'


def test_an_unknown_tone_is_a_mistake():
    with pytest.raises(ValueError, match="purple"):
        render("{% badge 'Frozen' 'purple' %}")


def test_words_from_people_are_escaped():
    assert "&lt;b&gt;" in render("{% badge word %}{% note word %}", word="<b>")


def test_a_refusal_says_what_which_value_and_what_to_do():
    refusal = Refused("limit", "At most 5,000 yuan.", value="5,600.00", remedy="Sell two cards.")
    html = render("{% refused refusal %}", refusal=refusal)
    assert text(html) == "✕ At most 5,000 yuan. Entered: 5,600.00 Sell two cards."
    assert 'role="alert"' in html
    assert render("{% refused refusal %}", refusal=None) == ""


def test_a_field_ties_label_help_and_error_to_its_box():
    class Form(forms.Form):
        phone = forms.CharField(
            label="Mobile", help_text="11 figures", error_messages={"required": "Missing."}
        )

    html = render("{% field form.phone 'third' unit='x' %}", form=Form({}))
    assert '<label for="id_phone">Mobile</label>' in html
    assert 'aria-describedby="id_phone_help id_phone_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<p class="error" id="id_phone_error">Missing.</p>' in html
    assert '<div class="field third">' in html


def test_a_field_that_may_stay_empty_says_so():
    assert "optional" in text(render("{% field form.note %}", form=TopUp()))
    assert "optional" not in text(render("{% field form.amount %}", form=TopUp()))


def test_choices_are_a_named_group_and_a_tick_has_its_label():
    class Form(forms.Form):
        who = forms.ChoiceField(choices=[("a", "Self"), ("b", "Other")], widget=forms.RadioSelect)
        consent = forms.BooleanField(label="Consent")

    html = render("{% fields form %}", form=Form())
    assert '<div class="field " role="group" aria-labelledby="id_who_label">' in html
    assert '<label class="check" for="id_consent">' in html


def test_a_form_begins_with_its_token_its_key_and_what_is_wrong():
    form = filled()
    form.attempt(lambda: refuse("card"))
    html = render("{% form_start form %}", form=form)
    assert html.startswith('<input type="hidden" name="csrfmiddlewaretoken" value="')
    assert 'name="request_key" value="8f5b2f0e' in html
    assert text(html) == "✕ At most 5,000. Entered: 5,600.00 Split it."


def test_buttons_show_their_keys():
    assert render("{% button 'Freeze' '/f/' key='f' %}") == (
        '<a class="button " href="/f/" data-key="f">Freeze <kbd aria-hidden="true">F</kbd></a>'
    )
    assert 'type="submit" data-key="Enter"' in render("{% submit 'Sell' %}")
    assert 'data-key="Escape"' in render("{% back '/x/' %}")
    assert text(render("{% back '/x/' %}")) == "Back Esc"
    assert 'target="_blank" rel="noopener" data-key="p"' in render("{% print_button '/x.pdf' %}")
    assert "data-prints" in render("{% print_button %}")


def test_a_button_that_opens_a_dialog_is_no_link():
    html = render("{% button 'Void' opens='void' kind='danger' %}")
    assert html.startswith(
        '<button class="button danger" type="button" data-opens="void" aria-haspopup="dialog"'
    )


def test_steps_show_where_one_is():
    html = render("{% steps items %}", items=steps(["Receipt", "Goods", "Check"], 1))
    assert '<li class="is-past">Receipt</li><li aria-current="step">Goods</li><li>Check</li>' in html


def test_the_strip_is_there_only_when_something_needs_a_look():
    html = render(
        "{% strip items %}", items=[Attention("Frozen", Tone.LATE, "/f/"), Attention("No ID number")]
    )
    assert '<li class="is-late"><span aria-hidden="true">!</span><a href="/f/">Frozen</a></li>' in html
    assert text(html) == "! Frozen ▲ No ID number"
    assert render("{% strip items %}", items=[]) == ""


def test_a_timeline_tells_when_what_how_much_and_who():
    event = Event(AT, "Refund", "R-0012", "/r/", "cash", Decimal("-41.66"), "Wang 1001", Tone.DUE)
    html = render("{% timeline events %}", events=[event])
    assert text(html) == "2026-11-21 15:04 ▲ Refund R-0012 cash · Wang 1001 −41.66"
    assert text(render("{% timeline events %}", events=[])) == "Nothing has happened yet."


def test_tabs_mark_the_current_one_and_show_a_count_of_zero():
    html = render("{% tabs items %}", items=[Tab("All", "/a", current=True, count=0), Tab("Mine", "/m")])
    assert (
        '<a href="/a" aria-current="page">All <span class="count">0</span></a><a href="/m">Mine</a>' in html
    )


def test_pages_keep_the_rest_of_the_address():
    html = render("{% pages page %}", page=Paginator(range(95), 20).page(2))
    assert text(html) == "21 to 40 of 95 Previous page 2 / 5 Next page"
    assert 'href="?q=7&amp;page=3"' in html


def test_one_page_needs_no_way_on():
    assert text(render("{% pages page %}", page=Paginator(range(3), 20).page(1))) == "1 to 3 of 3"


def test_a_table_has_caption_heads_and_rows_that_open():
    html = render(
        "{% table 'Sales' columns rows %}",
        columns=["No.", ("Amount", "num")],
        rows=[("/s/1", ["SK-1", "1,000.00"]), ["SK-2", "2.00"]],
    )
    assert "<caption>Sales</caption>" in html
    assert '<th scope="col" class="num">Amount</th>' in html
    assert '<td><a href="/s/1" data-row>SK-1</a></td><td class="num">1,000.00</td>' in html
    assert '<td>SK-2</td><td class="num">2.00</td>' in html


def test_an_empty_table_says_so():
    assert text(render("{% table 'Sales' columns rows empty='None today.' %}", columns=["No."], rows=[])) == (
        "None today."
    )


def test_denominations_have_a_row_per_face_and_a_sum():
    form = forms.Form()
    for face in DENOMINATIONS:
        form.fields[f"count_{face}"] = forms.IntegerField(required=False)
    rows = [(face, form[f"count_{face}"]) for face in DENOMINATIONS]
    html = render("{% denominations rows %}", rows=rows)
    assert re.findall(r'data-face="([\d.]+)"', html) == ["100", "50", "20", "10", "5", "1", "0.5", "0.1"]
    assert '<label for="id_count_100">100</label>' in html
    assert html.count("<output") == 9


def test_a_comparison_shows_each_difference_and_says_whether_it_agrees():
    rows = [Compared("Sold", Decimal("10.00"), Decimal("11.00")), Compared("Paid", Decimal(1), Decimal(1))]
    html = render("{% compare rows 'Cards' %}", rows=rows)
    assert "Differs from the accounts" in html
    assert '<td class="num is-different">−1.00</td>' in html
    assert '<td class="num">0.00</td>' in html
    assert "Agrees with the accounts" in render("{% compare rows %}", rows=rows[1:])


def test_a_job_is_asked_for_until_it_ends():
    work = Job(pk=7, title="Export", state="running", done=42, total=100)
    html = render("{% job work '/jobs/7/' %}", work=work)
    assert 'hx-get="/jobs/7/" hx-trigger="every 1s"' in html
    assert '<progress max="100" value="42"' in html
    work.state = "done"
    html = render("{% job work '/jobs/7/' '/jobs/7/result/' %}", work=work)
    assert "hx-trigger" not in html
    assert 'href="/jobs/7/result/"' in html


def test_a_failed_job_says_why():
    work = Job(pk=7, title="Export", state="failed", error="No such day.")
    assert "No such day." in text(render("{% job work '/jobs/7/' %}", work=work))


def test_a_dialog_that_asks_rests_on_cancel():
    html = render("{% confirm 'void' 'Void it?' '/void/' 'Void' text='3 papers' %}")
    assert '<button class="button" type="button" data-closes autofocus>' in html
    assert '<form method="post" action="/void/"' in html
    assert "data-key" not in html


def test_deciding_at_the_counter_carries_the_decision():
    html = render("{% counter_approval 'decide' '/a/7/' form 'Refund 41.66' %}", form=TopUp())
    assert re.findall(r'name="decision" value="(\w+)"', html) == ["approved", "rejected"]
    assert 'autocomplete="off"' in html
