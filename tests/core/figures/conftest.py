"""One figure of every kind, filled with the reference election where its numbers are known."""

import csv
import json
from datetime import date, time
from fractions import Fraction
from pathlib import Path

import pytest

import dauys
from dauys.core.figures.compare_houses import compare_houses
from dauys.core.figures.competition import competition_change
from dauys.core.figures.context import context_indicators
from dauys.core.figures.digits import digit_repair
from dauys.core.figures.districts import district_winners
from dauys.core.figures.elections import election_comparison
from dauys.core.figures.exit_polls import exit_polls
from dauys.core.figures.figure import Figure
from dauys.core.figures.hemicycle import hemicycle
from dauys.core.figures.maps import region_map, tile_map
from dauys.core.figures.registration import registration_funnel
from dauys.core.figures.remainders import remainder_ladder
from dauys.core.figures.results import result_bars
from dauys.core.figures.roundness import roundness_strips
from dauys.core.figures.shapes import RegionShape, shapes_from_geojson
from dauys.core.figures.turnout import turnout_clock
from dauys.core.figures.types import (
    CompetitionMeasure,
    ContextPoint,
    ContextSeries,
    DistrictCount,
    DistrictWinner,
    PartyShare,
    PastElection,
    PollComparison,
    PollReading,
    RegionValue,
    RegistrationContest,
    RegistrationOutcome,
    RemainderRung,
    RoundnessPoint,
    RoundnessRow,
    SeatGroup,
    SeatPlan,
    TurnoutLine,
    TurnoutPoint,
    VoteBar,
)
from dauys.core.wording import Message, Names, msg

REFERENCE = Path(dauys.__file__).parent / "reference" / "kz"
COUNTRY = Names("Kazakhstan", "Қазақстан", "Казахстан")
FLAGS = {
    ("610000000", "18:10"): msg(
        "lower than two hours before; with a 5 for the 4 the national figure is right"
    ),
    ("620000000", "18:10"): msg("the same value as East Kazakhstan Region in the same list"),
}
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


def seat_plans() -> tuple[SeatPlan, SeatPlan]:
    official = SeatPlan(msg("The law of 2023: largest remainder"), tuple(seat_groups()))
    lists = {"amanat": (41, 0, 22), "nsdp": (3, 0, 0)}
    changed = tuple(
        SeatGroup(group.key, group.names, group.colour, *lists[group.key]) if group.key in lists else group
        for group in official.groups
    )
    return official, SeatPlan(msg("The same votes under d’Hondt"), changed)


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def region_names() -> dict[str, Names]:
    return {row["kato"]: Names(row["name_en"], row["name_kk"], row["name_ru"]) for row in rows("regions.csv")}


def turnout_lines() -> list[TurnoutLine]:
    names = {"KZ": COUNTRY, **region_names()}
    points: dict[str, list[TurnoutPoint]] = {key: [] for key in names}
    for row in rows("turnout_series.csv"):
        if row["election"] == "majilis_2023":
            points[row["region_kato"]].append(
                TurnoutPoint(
                    time.fromisoformat(row["time_astana"]),
                    Fraction(row["turnout_pct"]) / 100,
                    FLAGS.get((row["region_kato"], row["time_astana"])),
                )
            )
    return [TurnoutLine(key, names[key], tuple(points[key])) for key in names]


def region_values() -> list[RegionValue]:
    final = {line.key: line.points[-1].turnout_share for line in turnout_lines()}
    names = region_names()
    return [
        RegionValue(
            row["kato"],
            names[row["kato"]],
            Names(row["short_en"], row["short_kk"], row["short_ru"]),
            int(row["column"]),
            int(row["row"]),
            final[row["kato"]],
        )
        for row in rows("region_tiles.csv")
    ]


def region_shapes() -> tuple[RegionShape, ...]:
    document = json.loads((REFERENCE / "regions.geojson").read_text(encoding="utf-8"))
    return shapes_from_geojson(document, key_property="kato")


def contests() -> list[RegistrationContest]:
    return [
        RegistrationContest(
            "lists",
            msg("Party lists"),
            283,
            (RegistrationOutcome("registered", 281), RegistrationOutcome("withdrawn", 2)),
        ),
        RegistrationContest(
            "districts",
            msg("29 single-member districts"),
            609,
            (RegistrationOutcome("registered", 435), RegistrationOutcome("not_registered", 174)),
        ),
        RegistrationContest(
            "almaty",
            msg("Of these: three districts of {place}", place=Names("Almaty", "Алматы", "Алматы")),
            143,
            (
                RegistrationOutcome("registered", 104),
                RegistrationOutcome("refused", 36),
                RegistrationOutcome("withdrawn", 2),
                RegistrationOutcome("cancelled", 1),
            ),
        ),
    ]


def named(word: str) -> Names:
    return Names(word, word, word)


def past_elections() -> list[PastElection]:
    def party(key: str, names: Names, colour: str, votes: float | None, seats: int | None) -> PartyShare:
        return PartyShare(key, names, colour, None if votes is None else votes / 100, seats)

    amanat, ak_zhol, qhp = PARTIES["amanat"], PARTIES["ak-zhol"], PARTIES["qhp"]
    nur_otan = Names("Nur Otan", "«Нұр Отан»", "«Нур Отан»")
    cppk = Names("Communist People’s Party", "Коммунистік Халық партиясы", "Коммунистическая Народная партия")
    return [
        PastElection(
            "majilis_2004",
            Names("Majilis, September 2004", "Мәжіліс, 2004 жылғы қыркүйек", "Мажилис, сентябрь 2004 года"),
            date(2004, 9, 19),
            Fraction(7, 100),
            (
                party("amanat", Names("Otan", "«Отан»", "«Отан»"), amanat[1], 60.61, 7),
                party("ak-zhol", ak_zhol[0], ak_zhol[1], 12.04, 1),
                party("asar", named("«Асар»"), "#8e44ad", 11.38, 1),
                party("aist", named("АИСТ"), "#c77c02", None, 1),
            ),
            effective_parties_seats=1.92,
            note=msg("Only the list part: 10 of 77 seats."),
        ),
        PastElection(
            "majilis_2007",
            Names("Majilis, August 2007", "Мәжіліс, 2007 жылғы тамыз", "Мажилис, август 2007 года"),
            date(2007, 8, 18),
            Fraction(7, 100),
            (party("amanat", nur_otan, amanat[1], 88.41, 98),),
            1.27,
            1.0,
        ),
        PastElection(
            "majilis_2021",
            Names("Majilis, January 2021", "Мәжіліс, 2021 жылғы қаңтар", "Мажилис, январь 2021 года"),
            date(2021, 1, 10),
            Fraction(7, 100),
            (
                party("amanat", nur_otan, amanat[1], 71.09, 76),
                party("ak-zhol", ak_zhol[0], ak_zhol[1], 10.95, 12),
                party("qhp", cppk, qhp[1], 9.10, 10),
                party("auyl", PARTIES["auyl"][0], PARTIES["auyl"][1], 5.29, 0),
                party("adal", named("«Adal»"), "#555555", 3.57, 0),
            ),
            1.88,
            1.6,
        ),
        PastElection(
            "majilis_2023",
            Names("Majilis, March 2023", "Мәжіліс, 2023 жылғы наурыз", "Мажилис, март 2023 года"),
            date(2023, 3, 19),
            Fraction(5, 100),
            (
                *(
                    PartyShare(key, names, colour, votes / 6366441, sum(seats))
                    for key, (names, colour, votes, seats) in PARTIES.items()
                ),
                PartyShare("self", SELF_NOMINATED, "#8a8a8a", None, 7),
            ),
            3.06,
            2.35,
        ),
    ]


def measures() -> list[CompetitionMeasure]:
    return [
        CompetitionMeasure("candidates", msg("Candidates on lists per list seat"), 3.2, 4.1),
        CompetitionMeasure("parties", msg("Parties on the ballot"), 5, 7, 0),
        CompetitionMeasure("effective", msg("Effective number of parties by votes"), 1.88, 3.06, 2),
        CompetitionMeasure(
            "margin", msg("Lead of the first party over the second, percentage points"), 60.1, 43.0
        ),
    ]


def roundness_rows() -> list[RoundnessRow]:
    names = {
        "majilis_2023": past_elections()[-1].names,
        "majilis_2021": past_elections()[-2].names,
        "presidential_2022": Names(
            "President, November 2022", "Президент, 2022 жылғы қараша", "Президент, ноябрь 2022 года"
        ),
        "majilis_2012": Names(
            "Majilis, January 2012", "Мәжіліс, 2012 жылғы қаңтар", "Мажилис, январь 2012 года"
        ),
    }
    found = rows("rounded_percentage_test.csv")
    return [
        RoundnessRow(
            key,
            election,
            next(int(row["N"]) for row in found if row["contest"] == key) * 0.0005,
            tuple(
                RoundnessPoint(row["option"], named(row["option"]), float(row["votes_off"]))
                for row in found
                if row["contest"] == key
            ),
        )
        for key, election in names.items()
    ]


def context_series() -> list[ContextSeries]:
    """Invented values: the figure is tested, not the country."""
    return [
        ContextSeries(
            f"invented-{at}",
            label,
            0,
            high,
            tuple(ContextPoint(year, high / 4 + (year - 2013) % 4, "invented") for year in range(2013, 2025)),
        )
        for at, (label, high) in enumerate(
            (
                (msg("An invented index of freedom"), 100),
                (msg("Another invented index with a much longer name than the first"), 60),
                (msg("A third"), 7),
            )
        )
    ]


def winners() -> list[DistrictWinner]:
    nominations = {"Amanat": "party", "self-nominated": "self"}
    names = {
        row["kato"]: Names(row["short_en"], row["short_kk"], row["short_ru"])
        for row in rows("region_tiles.csv")
    }
    return [
        DistrictWinner(
            int(row["district"]),
            names[row["region_kato"]],
            nominations.get(row["winner_nomination"]),  # type: ignore[arg-type] # a literal read from a table
            row["winner"] or None,
            row["winner_status"].startswith("indirect"),
        )
        for row in rows("smd_2023.csv")
    ]


def polls() -> list[PollComparison]:
    option_names = {names.en: (key, names, colour) for key, (names, colour, _, _) in PARTIES.items()}
    option_names["People's Party (QHP)"] = option_names["People’s Party of Kazakhstan"]
    option_names["NSDP"] = option_names["Nationwide Social Democratic Party"]
    option_names["against all"] = ("against-all", AGAINST_ALL, "#777777")
    pollsters = {
        "eurasian_integration_institute": "Eurasian Integration Institute",
        "socis_a": "SOCIS-A",
        "institute_of_democracy": "Institute of Democracy",
    }
    return [
        PollComparison(
            *option_names[row["option"]],
            Fraction(row["official"]) / 100,
            tuple(PollReading(label, Fraction(row[column]) / 100) for column, label in pollsters.items()),
        )
        for row in rows("exit_polls_2023.csv")
    ]


def all_figures() -> dict[str, Figure]:
    ladder, quota = rungs()
    national, *regions = turnout_lines()
    figures = [
        hemicycle(seat_groups(), source=SOURCE, caveat=CAVEAT),
        result_bars(vote_bars(), threshold_share=Fraction(1, 20), source=SOURCE, caveat=CAVEAT),
        remainder_ladder(ladder, quota_votes=quota, source=SOURCE),
        compare_houses(*seat_plans(), source=SOURCE),
        turnout_clock(national, regions, source=SOURCE, caveat=CAVEAT),
        region_map(region_values(), region_shapes(), source=SOURCE),
        tile_map(region_values(), source=SOURCE),
        registration_funnel(contests(), source=SOURCE),
        election_comparison(past_elections(), source=SOURCE),
        competition_change(
            measures(), before_label=msg("January 2021"), after_label=msg("March 2023"), source=SOURCE
        ),
        roundness_strips(roundness_rows(), grid_share=0.001, near_votes=5, source=SOURCE, caveat=CAVEAT),
        context_indicators(context_series(), election_year=2023, source=SOURCE),
        district_winners(
            winners(),
            [
                DistrictCount(msg("62 of 98 seats less 40 from the list"), 22, 7),
                DistrictCount(msg("Vlast, 29 March 2023"), 23, 6),
            ],
            party_key="amanat",
            party_names=PARTIES["amanat"][0],
            party_colour=PARTIES["amanat"][1],
            source=SOURCE,
        ),
        exit_polls(polls(), source=SOURCE),
        digit_repair(3341510, 3431510, label=msg("Votes for Amanat in one newspaper"), source=SOURCE),
    ]
    return {figure.name: figure for figure in figures}


@pytest.fixture(scope="session")
def figures() -> dict[str, Figure]:
    return all_figures()


@pytest.fixture
def figures_again() -> dict[str, Figure]:
    return all_figures()


@pytest.fixture
def source() -> Message:
    return SOURCE
