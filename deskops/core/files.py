"""Putting files in storage and taking them out, with their digest checked."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext as _

from deskops.org.models import Staff

from .models import StoredFile
from .refusals import Refused

# What may come in from outside, by the first bytes; the name and the browser's word count for nothing.
SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "application/pdf": (b"%PDF-",),
}
LARGEST_UPLOAD = 8 * 1024 * 1024


@dataclass(frozen=True)
class Incoming:
    """A file that somebody sent, not in storage yet: known by its digest, stored once it is wanted."""

    content: bytes | File[bytes]
    name: str
    content_type: str

    @cached_property
    def sha256(self) -> str:
        """The digest of the content."""
        digest = sha256()
        for chunk in _file(self.content).chunks():
            digest.update(chunk)
        return digest.hexdigest()

    def store(self, *, by: Staff) -> StoredFile:
        """Put it in storage."""
        return store_file(self.content, name=self.name, content_type=self.content_type, by=by)


def _file(content: bytes | File[bytes]) -> File[bytes]:
    return ContentFile(content) if isinstance(content, bytes) else content


def store_file(content: bytes | File[bytes], *, name: str, content_type: str, by: Staff) -> StoredFile:
    """Put bytes in storage under a name of our own and record their digest."""
    file = _file(content)
    digest, size = sha256(), 0
    for chunk in file.chunks():
        digest.update(chunk)
        size += len(chunk)
    path = default_storage.save(f"{uuid4().hex[:2]}/{uuid4().hex}", file)
    return StoredFile.objects.create(
        path=path,
        name=name[:200],
        content_type=content_type,
        size=size,
        sha256=digest.hexdigest(),
        made_by=by,
    )


def store_upload(upload: File[bytes], *, accepts: Iterable[str], by: Staff) -> StoredFile:
    """Store a file that a person sent, after looking at what it is.

    Raises Refused when it is empty, larger than 8 MiB or not one of ``accepts`` by its content.
    """
    head = upload.read(16)
    upload.seek(0)
    kinds = [kind for kind in accepts if head.startswith(SIGNATURES[kind])]
    if not upload.size or upload.size > LARGEST_UPLOAD:
        raise Refused(
            "file_size", _("The file is empty or larger than 8 MiB."), field="file", value=upload.name
        )
    if not kinds:
        raise Refused(
            "file_type",
            _("The file is not of a kind that belongs here."),
            field="file",
            value=upload.name,
            remedy=_("Send a photo (PNG, JPEG) or a PDF."),
        )
    return store_file(upload, name=upload.name or "", content_type=kinds[0], by=by)


@contextmanager
def as_path(stored: StoredFile) -> Iterator[Path]:
    """The file as a path of its own name for as long as the block runs, wherever the storage keeps it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(stored.name).name or "file")
        with default_storage.open(stored.path) as file, path.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        yield path


def read_file(stored: StoredFile) -> bytes:
    """The whole content; raises Refused when storage holds something else than was put there."""
    with default_storage.open(stored.path, "rb") as file:
        content = bytes(file.read())
    if sha256(content).hexdigest() != stored.sha256:
        raise Refused(
            "file_damaged",
            _("The stored file is damaged."),
            value=stored.name,
            remedy=_("Tell the administrator."),
        )
    return content


def file_response(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """Serve a stored file to somebody whose right to see it the caller has checked."""
    response = FileResponse(
        default_storage.open(stored.path, "rb"),
        as_attachment=not inline,
        filename=stored.name,
        content_type=stored.content_type,
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
