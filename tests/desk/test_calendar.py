"""The working calendar: read by all, the next year pasted by the administrator, missing years said."""

from uuid import uuid4

import pytest
from django.test import Client

from deskops.core.holidays import Holiday, known_years
from deskops.org.models import Role
from tests.factories.org import make_staff, make_store

pytestmark = pytest.mark.django_db
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦:1月1日(周五)至3日(周日)放假,共3天。
二、春节:2月5日(周五)至11日(周四)放假,共7天。1月31日(周日)、2月14日(周日)上班。
三、清明节:4月3日(周六)至5日(周一)放假,共3天。
四、劳动节:5月1日(周六)至5日(周三)放假,共5天。4月25日(周日)上班。
五、端午节:6月9日(周三)放假1天。
六、中秋节:9月15日(周三)放假1天。
七、国庆节:10月1日(周五)至7日(周四)放假,共7天。9月26日(周日)、10月9日(周六)上班。
"""


def signed_in(role):
    client = Client()
    client.force_login(
        make_staff("9", role, store=make_store()), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def paste(client, text=NOTICE, year=2027):
    return client.post(
        "/calendar/", {"year": year, "source": "国办发明电〔2026〕1号", "text": text, "request_key": uuid4()}
    )


def test_the_administrator_pastes_the_next_year():
    client = signed_in(Role.ADMINISTRATOR)
    assert paste(client).status_code == 302
    assert 2027 in known_years()
    assert Holiday.objects.filter(date__year=2027).count() == 32
    page = client.get("/calendar/?year=2027")
    assert "2027-02-05" in page.content.decode()


def test_a_notice_that_contradicts_the_calendar_is_refused_whole():
    client = signed_in(Role.ADMINISTRATOR)
    answer = paste(client, NOTICE.replace("6月9日(周三)", "6月9日(周四)"))
    assert answer.status_code == 422
    assert 2027 not in known_years()


def test_others_read_it_and_change_nothing():
    client = signed_in(Role.CLERK)
    assert client.get("/calendar/").status_code == 200
    assert paste(client).status_code == 403
    assert 2027 not in known_years()
