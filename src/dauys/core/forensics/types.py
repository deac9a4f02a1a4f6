"""What the checks of published figures read and what they return."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

from dauys.core.wording import Message, Percent

# contradiction: figures that cannot all be right; disagreement: two sources print different figures;
# unusual: possible, but rare under the stated assumption.
Severity: TypeAlias = Literal["contradiction", "disagreement", "unusual"]
TotalStatus: TypeAlias = Literal["stated", "sum_of_options", "back_computed"]
PlainData: TypeAlias = "Mapping[str, PlainData] | list[PlainData] | str | int | float | bool | None"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the published figures show, with what may mislead about it.

    Parameters
    ----------
    name : str
        Stable name of the check, such as ``sum-differs``.
    subject : str
        The election or table concerned.
    text, caveat : Message
        What was found, and what it does not show.
    severity : Severity
        ``contradiction``, ``disagreement`` or ``unusual``; never a verdict on anybody's intention.
    p_value, p_adjusted : float or None
        Only for statistical tests; adjusted over every test of the family (Holm 1979).
    data : mapping
        Plain numbers and words for charts and programs.
    source : str
        Where the figures were published.
    """

    name: str
    subject: str
    text: Message
    caveat: Message
    severity: Severity
    p_value: float | None = None
    p_adjusted: float | None = None
    data: Mapping[str, PlainData] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class PrintedShare:
    """A percentage as it was printed: 53.90 % has ``units`` 5390 and ``decimals`` 2.

    The share behind it lies anywhere in the closed interval that rounds to what was printed; which way a half
    was rounded is never known.
    """

    units: int
    decimals: int

    @property
    def share(self) -> Fraction:
        """Return the printed value between 0 and 1."""
        return Fraction(self.units, 100 * 10**self.decimals)

    @property
    def half_step(self) -> Fraction:
        """Return half a unit of the last printed digit, as a share."""
        return Fraction(1, 200 * 10**self.decimals)

    @property
    def low(self) -> Fraction:
        """Return the smallest share that is printed so."""
        return self.share - self.half_step

    @property
    def high(self) -> Fraction:
        """Return the largest share that is printed so."""
        return self.share + self.half_step

    @property
    def printed(self) -> Percent:
        """Return the value for a sentence, with the decimals that were printed."""
        return Percent(self.share, self.decimals)

    def holds(self, part_count: int, whole_count: int) -> bool:
        """Say whether ``part_count / whole_count`` rounds to what was printed; whole numbers only, so
        exact."""
        units_per_whole: int = 100 * 10**self.decimals
        return abs(2 * units_per_whole * part_count - 2 * self.units * whole_count) <= whole_count


@dataclass(frozen=True, slots=True)
class PublishedOption:
    """One line of a published result: a party, a candidate, "against all" or a kind of invalid ballot."""

    name: str
    votes_count: int | None = None
    share: PrintedShare | None = None


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A result as it was published.

    ``total_count`` is the number that the shares are shares of. With ``total_status`` ``sum_of_options``
    nobody printed it; with ``back_computed`` it was derived from a printed share, so that option is round by
    construction. ``complete`` says that every option of the ballot is listed.
    """

    subject: str
    options: tuple[PublishedOption, ...]
    total_count: int | None = None
    total_status: TotalStatus = "stated"
    registered_count: int | None = None
    ballots_count: int | None = None
    turnout: PrintedShare | None = None
    complete: bool = True
    source: str = ""

    @property
    def votes_known(self) -> bool:
        """Say whether every option carries its votes."""
        return all(option.votes_count is not None for option in self.options)

    @property
    def sum_count(self) -> int | None:
        """Return the sum of all options, or None when one of them is missing."""
        if not self.complete or not self.votes_known:
            return None
        return sum(option.votes_count or 0 for option in self.options)

    @property
    def base_count(self) -> int | None:
        """Return what the shares are shares of: the stated total, else the sum of a complete list."""
        return self.total_count if self.total_count is not None else self.sum_count
