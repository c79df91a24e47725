"""Papers and registers of the lockers, and what the desk's first page and search show of them."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone
from pypdf import PdfReader

from deskops.core.jobs import job_kinds
from deskops.core.models import Job
from deskops.org.models import Role
from lockers.services.handing import ask_handing
from tests.factories.lockers import SAFE, TROLLEY, make_lockers
from tests.factories.org import make_staff


@pytest.fixture
def lockers(db):
    return make_lockers(now=timezone.now())


@pytest.fixture
def here(lockers, client):
    """The clerk's browser."""
    client.force_login(lockers.clerk)
    return client


def key(**filled) -> dict[str, object]:
    return {"request_key": str(uuid4()), **filled}


def papers(lockers) -> dict[str, str]:
    """Numbers of every paper, with a word that stands on it."""
    cabinet = lockers.cabinet(3)
    opening = lockers.opening(cabinet.boxes.first().pk)
    deposit = lockers.deposit(replace(TROLLEY, description="红木匣䶮㛃𠅤"))
    item = lockers.found("phone", "手机", keeping=SAFE, days=10)
    handing = ask_handing(
        **lockers.here(), store=lockers.store, item_ids=[item.pk], way="police", reason="期满"
    )
    sweep = lockers.sweep()
    return {
        opening.document.number: "开柜登记表",
        deposit.document.number: "寄存牌",
        f"{deposit.document.number}/?paper=deposit_voucher": "红木匣",
        item.document.number: "保管交接记录",
        handing.document.number: "失物移交清单",
        sweep.document.number: "清柜记录表",
    }


def test_every_paper_is_printed_and_carries_no_full_telephone(lockers, here, tmp_path):
    for address, word in papers(lockers).items():
        number, _slash, query = address.partition("/")
        answer = here.get(f"/papers/{number}/{query}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), address
        file = tmp_path / "paper.pdf"
        file.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)
        text = "".join("".join(page.extract_text().split()) for page in PdfReader(file).pages)
        assert word in text, (address, text)
        assert "13805340001" not in text


def test_registers_are_files_of_the_own_store_with_masked_telephones(lockers, client):
    client.force_login(lockers.supervisor)
    lockers.deposit()
    make_lockers("S2", now=lockers.now).deposit()
    lockers.opening(lockers.cabinet().boxes.first().pk)
    lockers.found()
    lockers.loss()
    lockers.sweep()
    day = f"{lockers.store.business_date(lockers.now):%Y-%m-%d}"
    turned = key(which="deposits", first=day, last="2020-01-01", form="csv")
    assert client.post("/lockers/registers/", turned).context["form"].refused.code == "days_wrong"
    for which in ("deposits", "openings", "sweeps", "found", "losses"):
        for form in ("csv", "xlsx"):
            asked = key(which=which, first=day, last=day, form=form)
            assert client.post("/lockers/registers/", asked).status_code == 302
            job = Job.objects.latest("pk")
            outcome = job_kinds.get(job.kind).run(job, lambda *_seen: None)
            assert outcome.result.size > 100
            if form == "csv":
                from deskops.core.files import read_file

                lines = read_file(outcome.result).decode("utf-8-sig").splitlines()
                assert len(lines) == 2, which
                assert "13805340001" not in lines[1]
                if which == "deposits":
                    assert "138****0001" in lines[1]


def test_the_first_page_finds_and_tells(lockers, here):
    deposit = lockers.deposit(days=2)
    lockers.cabinet()
    item = lockers.found("phone", "手机", keeping=SAFE)
    home = here.get("/").content.decode()
    assert "/lockers/deposits/new/" in home
    from deskops.core.shell import PANELS, SEARCH
    from deskops.org.access import access_of

    access = access_of(lockers.clerk, today=lockers.store.business_date(lockers.now))
    panels = {panel.template: panel.context(access, lockers.now) or {} for panel in PANELS}
    assert panels["lockers/panel_overdue.html"]["rows"][0].deposit == deposit
    assert panels["lockers/panel_sweep.html"]["sweep"] is None
    found = {
        typed: [hit.url for source in SEARCH for hit in source.find(typed, access) if "/lockers/" in hit.url]
        for typed in ("F00018", "A-01", deposit.document.number, item.document.number, "0001")
    }
    assert found["F00018"] == [f"/lockers/found/{item.document_id}/"]
    assert len(found["A-01"]) == 1
    assert f"/lockers/deposits/{deposit.document_id}/" in found[deposit.document.number]
    assert found[item.document.number] == [f"/lockers/found/{item.document_id}/"]
    assert found["0001"] == [f"/lockers/deposits/{deposit.document_id}/"]


def test_the_office_reads_lists_and_a_chain(lockers, client):
    client.force_login(make_staff("9001", Role.AUDITOR, store=lockers.store))
    lockers.deposit()
    item = lockers.found()
    lockers.opening(lockers.cabinet().boxes.first().pk)
    for model in ("cabinet", "deposit", "opening", "founditem"):
        assert client.get(f"/office/lockers/{model}/").status_code == 200, model
    shown = client.get(f"/office/lockers/founditem/{item.pk}/change/").content.decode()
    assert "王芳" in shown
