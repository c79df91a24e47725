"""What complaints and enquiries store, by theme."""

from .cases import Complaint
from .directory import DirectoryReview, Extension, Question
from .enquiries import Enquiry
from .measures import Consequence, Link, Measure
from .plans import Plan
from .steps import Evidence, Step

__all__ = [
    "Complaint",
    "Consequence",
    "DirectoryReview",
    "Enquiry",
    "Evidence",
    "Extension",
    "Link",
    "Measure",
    "Plan",
    "Question",
    "Step",
]
