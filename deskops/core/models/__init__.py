"""What every room stores: requests, dated settings, jobs, files, looks at secrets."""

from .files import StoredFile
from .jobs import Job
from .requests import Request
from .settings import Setting

__all__ = ["Job", "Request", "Setting", "StoredFile"]
