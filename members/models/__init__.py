"""What is stored about members: people, households, secrets, consents, cards and the papers about them."""

from .applications import Application, IdentitySupply
from .cards import MemberCard
from .changes import Change, ChangeLine, VerificationCall
from .completeness import CompletenessLine, CompletenessList
from .consents import Consent, ConsentText
from .identities import Identity, Reveal
from .people import Household, Member, MemberName
from .tiers import Tier, TierPeriod

__all__ = [
    "Application",
    "Change",
    "ChangeLine",
    "CompletenessLine",
    "CompletenessList",
    "Consent",
    "ConsentText",
    "Household",
    "Identity",
    "IdentitySupply",
    "Member",
    "MemberCard",
    "MemberName",
    "Reveal",
    "Tier",
    "TierPeriod",
    "VerificationCall",
]
