"""What every room stores: requests, dated settings, holidays, jobs, files, looks at secrets."""

from deskops.core.holidays import Holiday

from .files import StoredFile
from .jobs import Job
from .requests import Request
from .settings import Setting

__all__ = ["Holiday", "Job", "Request", "Setting", "StoredFile"]
