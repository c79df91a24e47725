"""Files: looked at by content, kept with their digest, damage noticed."""

from hashlib import sha256

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from deskops.core.files import as_path, file_response, read_file, store_file, store_upload
from deskops.core.refusals import Refused
from tests.factories.org import make_staff

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


def test_a_file_comes_back_as_it_was_put():
    stored = store_file("收据".encode(), name="收据.txt", content_type="text/plain", by=make_staff("1"))
    assert read_file(stored) == "收据".encode()
    assert (stored.size, stored.sha256) == (6, sha256("收据".encode()).hexdigest())
    assert "收据" not in stored.path


def test_an_upload_is_judged_by_its_bytes_not_by_its_name():
    upload = SimpleUploadedFile("photo.pdf", PNG, content_type="application/pdf")
    assert store_upload(upload, accepts=["image/png"], by=make_staff("1")).content_type == "image/png"
    script = SimpleUploadedFile("photo.png", b"<script>", content_type="image/png")
    with pytest.raises(Refused) as refused:
        store_upload(script, accepts=["image/png"], by=make_staff("2"))
    assert (refused.value.code, refused.value.value) == ("file_type", "photo.png")


def test_an_empty_upload_is_refused():
    with pytest.raises(Refused) as refused:
        store_upload(SimpleUploadedFile("a.png", b""), accepts=["image/png"], by=make_staff("1"))
    assert refused.value.code == "file_size"


def test_damage_in_storage_is_noticed():
    stored = store_file(b"one", name="a", content_type="text/plain", by=make_staff("1"))
    with default_storage.open(stored.path, "wb") as file:
        file.write(b"two")
    with pytest.raises(Refused) as refused:
        read_file(stored)
    assert refused.value.code == "file_damaged"


def test_a_served_file_is_kept_by_no_cache():
    stored = store_file(b"one", name="名单.csv", content_type="text/csv", by=make_staff("1"))
    response = file_response(stored)
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response) == b"one"


def test_a_file_taken_in_from_a_path_keeps_its_name():
    stored = store_file(b"a,b", name="小票_1122.csv", content_type="text/csv", by=make_staff("1"))
    with as_path(stored) as path:
        assert (path.name, path.read_bytes()) == ("小票_1122.csv", b"a,b")
    assert not path.exists()
