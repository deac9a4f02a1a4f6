"""The single-member districts: both published counts of winners, then every district."""

from collections.abc import Mapping

from dauys.core.wording import Message, Names, msg
from dauys.server.elections.models import District, Election, Option
from dauys.server.elections.page import DistrictRow, DistrictsPanel, WinnersCount
from dauys.server.elections.sources import as_message, split_sources

SELF_NOMINATED = "self-nominated"


def status_label(status: str) -> Message:
    """Return how sure the table is of a winner."""
    labels = {
        "source": msg("named in a source"),
        "not found": msg("no source found"),
        "source (nomination not stated)": msg("named in a source, which does not state the nomination"),
        "claimed the lead on 20 March; official outcome not in a stored page": msg(
            "claimed the lead on 20 March; the official outcome was not found"
        ),
        "claimed victory on 20 March against Akhmediyarov; official outcome not in a stored page": msg(
            "claimed victory on 20 March; the official outcome was not found"
        ),
        "indirect: Mazhilis API lists him in the Amanat faction for Pavlodar Region": msg(
            "indirect: listed as the party’s deputy for this region"
        ),
    }
    return labels.get(status, as_message(status))


def claimant_label(claimant: str) -> Message:
    """Return who counted the winners."""
    labels = {"Central Election Commission": msg("Central Election Commission")}
    return labels.get(claimant, as_message(claimant))


def basis_label(basis: str) -> Message:
    """Return how a count of the winners was made."""
    labels = {
        "less_list_seats": msg("all seats announced for the party, less its list seats; computed here"),
        "membership": msg("counted by membership of the party"),
    }
    return labels.get(basis, as_message(basis))


def districts_panel(election: Election) -> DistrictsPanel | None:
    """Return the districts of an election; None where it has none."""
    districts = list(election.districts.select_related("place"))
    if not districts:
        return None
    parties = {option.key: option.names for option in Option.objects.filter(kind=Option.Kind.PARTY)}
    rows = tuple(_row(district, parties) for district in districts)
    return DistrictsPanel(
        counts=tuple(
            WinnersCount(
                claimant=claimant_label(count.claimed_by),
                ruling_party_count=count.ruling_party_seats_count,
                others_count=count.other_seats_count,
                claim=msg(
                    "{claimant}: {basis}",
                    claimant=claimant_label(count.claimed_by),
                    basis=basis_label(count.basis),
                ),
                sources=split_sources(count.source),
            )
            for count in election.winners_counts.all()
        ),
        rows=rows,
        winners_known_count=sum(bool(row.winner) for row in rows),
    )


def _row(district: District, parties: Mapping[str, Names]) -> DistrictRow:
    nomination = district.winner_nomination
    return DistrictRow(
        number=district.number,
        number_basis=district.number_basis,
        kato=district.place.kato,
        place=district.place.names,
        area=district.area,
        voters_count=district.voters_count,
        candidates_nominated_count=district.candidates_nominated_count,
        candidates_registered_count=district.candidates_registered_count,
        winner=district.winner,
        winner_nomination=msg("self-nominated")
        if nomination == SELF_NOMINATED
        else parties.get(nomination, nomination),
        winner_side=_side(nomination),
        winner_status=status_label(district.winner_status),
        winner_is_certain=district.winner_status == "source",
        sources=split_sources(district.source),
    )


def _side(nomination: str) -> str | None:
    if not nomination:
        return None
    return "self" if nomination == SELF_NOMINATED else "party"
