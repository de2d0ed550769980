"""The address of a state of the page: a setting as Explore has it, the steps walked, and a coded crisis beside them.

``/walk?scenario=NAME&p.PARAMETER=VALUE&lock.ACTOR=DOCTRINE&history=NAME&account=undisputed&steps=CODE``
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from ...errors import ArgumentError
from ..explore.chosen import Chosen

AS_CODED, UNDISPUTED = "", "undisputed"
"""Which account of a coded crisis: with the acts that somebody denies, or without."""
HISTORY, ACCOUNT, STEPS = "history", "account", "steps"


@dataclass(frozen=True)
class Address:
    """What an address says.

    Attributes:
        chosen: the setting.
        steps: the code of a position (:mod:`deterrence.play.step_code`); None where the address names none, which is
            the start, or with a coded crisis its last act.
        history: a coded crisis whose accounts are shown on its acts; "" for none.
        account: which account of it.
    """

    chosen: Chosen
    steps: str | None = None
    history: str = ""
    account: str = AS_CODED

    @classmethod
    def read(cls, pairs: Iterable[tuple[str, str]]) -> Address:
        """What the fields of an address say.

        Raises:
            ArgumentError: as :meth:`.Chosen.read`, or there is no such account.
        """
        pairs = list(pairs)
        plain = dict(pairs)
        account = plain.get(ACCOUNT, AS_CODED)
        if account not in (AS_CODED, UNDISPUTED):
            raise ArgumentError(f"the account of a coded crisis is as coded, or '{UNDISPUTED}', not '{account[:40]}'")
        return cls(Chosen.read(pairs), plain.get(STEPS), plain.get(HISTORY, ""), account)

    def at(self, steps: str) -> str:
        """The address of another position of the same walk."""
        return replace(self, steps=steps).address

    def beside(self, history: str, account: str = AS_CODED) -> str:
        """The address of a coded crisis as a walk."""
        return replace(self, steps=None, history=history, account=account).address

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Name and value of everything that it says."""
        pairs = self.chosen.fields
        pairs += [(name, value) for name, value in ((HISTORY, self.history), (ACCOUNT, self.account)) if value]
        return pairs if self.steps is None else [*pairs, (STEPS, self.steps)]

    @property
    def address(self) -> str:
        """The address of the page, at what is there now."""
        return f"/walk?{urlencode(self.fields, quote_via=quote, safe=',:@~')}#now"
