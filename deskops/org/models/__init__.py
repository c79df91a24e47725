"""What the chain is made of: places and people."""

from .places import Floor, Region, Store
from .roles import Role, Scope
from .staff import Posting, Staff, StaffManager

__all__ = ["Floor", "Posting", "Region", "Role", "Scope", "Staff", "StaffManager", "Store"]
