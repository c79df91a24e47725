"""What lockers store: cabinets, openings, deposits, sweeps, found items and their custody."""

from .cabinets import Box, BoxUse, Cabinet, Fault, Opening
from .corrections import Correction
from .deposits import Deposit
from .found import CustodyStep, FoundItem
from .handing import HandingOver
from .losses import Claim, LossReport
from .people import Person
from .places import Category, Handling, Place
from .sweeps import Sweep, SweepLine

__all__ = [
    "Box",
    "BoxUse",
    "Cabinet",
    "Category",
    "Claim",
    "Correction",
    "CustodyStep",
    "Deposit",
    "Fault",
    "FoundItem",
    "HandingOver",
    "Handling",
    "LossReport",
    "Opening",
    "Person",
    "Place",
    "Sweep",
    "SweepLine",
]
