"""What is asked, frozen: the sentence the decider reads is the sentence the database keeps."""

import json
from dataclasses import asdict, dataclass, field
from decimal import Decimal

from deskops.core.frozen import canonical
from deskops.core.money import yuan


@dataclass(frozen=True)
class Evidence:
    """One thing the decider can look at: a label, what it says, and a page of the desk to open."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Terms:
    """What, how much (yuan), whose, why, what the rule says, and what supports it.

    Two asks with the same terms have the same fingerprint; any change makes other terms.
    """

    what: str
    why: str
    amount: Decimal | None = None
    whose: str = ""
    rule: str = ""
    evidence: tuple[Evidence, ...] = field(default=())

    def body(self) -> str:
        """The canonical text that is stored and fingerprinted."""
        amount = None if self.amount is None else str(yuan(self.amount))
        return canonical({**asdict(self), "amount": amount})

    @classmethod
    def read(cls, body: str) -> "Terms":
        """The terms that a stored text holds."""
        values = json.loads(body)
        amount = values.pop("amount")
        evidence = tuple(Evidence(**row) for row in values.pop("evidence"))
        return cls(**values, amount=None if amount is None else yuan(amount), evidence=evidence)
