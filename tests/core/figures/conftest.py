"""One figure of every kind, filled with the reference election where its numbers are known."""

from fractions import Fraction

import pytest

from dauys.core.figures.figure import Figure
from dauys.core.figures.hemicycle import hemicycle
from dauys.core.figures.remainders import remainder_ladder
from dauys.core.figures.results import result_bars
from dauys.core.figures.types import RemainderRung, SeatGroup, VoteBar
from dauys.core.wording import Message, Names, msg

SOURCE = msg("Central Election Commission, 27 March 2023")
CAVEAT = msg("Official figures; they have not been checked against the protocols.")
PARTIES = {
    "amanat": (Names("Amanat", "«AMANAT»", "«AMANAT»"), "#1aa5b8", 3431510, (39, 1, 22)),
    "auyl": (
        Names(
            "Auyl",
            "«Ауыл» халықтық-демократиялық патриоттық партиясы",
            "Народно-демократическая патриотическая партия «Ауыл»",
        ),
        "#7ab800",
        693938,
        (8, 0, 0),
    ),
    "respublica": (Names("Respublica", "«Respublica»", "«Respublica»"), "#f2a900", 547154, (6, 0, 0)),
    "ak-zhol": (
        Names("Ak Zhol", "«Ақ жол» демократиялық партиясы", "Демократическая партия «Ак жол»"),
        "#0057b8",
        535139,
        (6, 0, 0),
    ),
    "qhp": (
        Names("People’s Party of Kazakhstan", "Қазақстанның Халық партиясы", "Народная партия Казахстана"),
        "#c8102e",
        432920,
        (5, 0, 0),
    ),
    "nsdp": (
        Names(
            "Nationwide Social Democratic Party",
            "Жалпыұлттық социал-демократиялық партия",
            "Общенациональная социал-демократическая партия",
        ),
        "#f58025",
        331058,
        (3, 1, 0),
    ),
    "baitaq": (
        Names("Baitaq", "«Байтақ» жасылдар партиясы", "Партия зелёных «Байтак»"),
        "#2e8b57",
        146431,
        (0, 0, 0),
    ),
}
AGAINST_ALL = Names("Against all", "Бәріне қарсы", "Против всех")
SELF_NOMINATED = Names("Self-nominated", "Өзін-өзі ұсынғандар", "Самовыдвиженцы")


def seat_groups() -> list[SeatGroup]:
    groups = [
        SeatGroup(key, names, colour, *seats)
        for key, (names, colour, _, seats) in PARTIES.items()
        if any(seats)
    ]
    return [*groups, SeatGroup("self", SELF_NOMINATED, "#8a8a8a", 0, 0, 7)]


def vote_bars() -> list[VoteBar]:
    total = 6366441
    bars = [
        VoteBar(key, names, colour, votes, Fraction(votes, total))
        for key, (names, colour, votes, _) in PARTIES.items()
    ]
    return [
        *bars,
        VoteBar("against-all", AGAINST_ALL, "#777777", 248291, Fraction(248291, total), "against_all"),
    ]


def rungs() -> tuple[list[RemainderRung], Fraction]:
    served = {key: row for key, row in PARTIES.items() if any(row[3])}
    quota = Fraction(sum(votes for _, _, votes, _ in served.values()), 69)
    quotients = {key: votes / quota for key, (_, _, votes, _) in served.items()}
    spare = 69 - sum(int(quotient) for quotient in quotients.values())
    ranked = sorted(quotients, key=lambda key: -(quotients[key] % 1))
    return [
        RemainderRung(
            key, names, colour, votes, quotients[key], int(quotients[key]), int(key in ranked[:spare])
        )
        for key, (names, colour, votes, _) in served.items()
    ], quota


def all_figures() -> dict[str, Figure]:
    ladder, quota = rungs()
    figures = [
        hemicycle(seat_groups(), source=SOURCE, caveat=CAVEAT),
        result_bars(vote_bars(), threshold_share=Fraction(1, 20), source=SOURCE, caveat=CAVEAT),
        remainder_ladder(ladder, quota_votes=quota, source=SOURCE),
    ]
    return {figure.name: figure for figure in figures}


@pytest.fixture(scope="session")
def figures() -> dict[str, Figure]:
    return all_figures()


@pytest.fixture
def source() -> Message:
    return SOURCE
