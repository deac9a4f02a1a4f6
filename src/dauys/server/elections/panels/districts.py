"""The single-member districts: both published counts of winners, then every district."""

from dauys.core.wording import msg
from dauys.server.elections.models import Election
from dauys.server.elections.page import DistrictRow, DistrictsPanel, WinnersCount
from dauys.server.elections.sources import split_sources


def districts_panel(election: Election) -> DistrictsPanel | None:
    """Return the districts of an election; None where it has none."""
    rows = tuple(
        DistrictRow(
            number=district.number,
            number_basis=district.number_basis,
            place=district.place.names,
            area=district.area,
            voters_count=district.voters_count,
            candidates_nominated_count=district.candidates_nominated_count,
            candidates_registered_count=district.candidates_registered_count,
            winner=district.winner,
            winner_nomination=district.winner_nomination,
            winner_status=district.winner_status,
            sources=split_sources(district.source),
        )
        for district in election.districts.select_related("place")
    )
    if not rows:
        return None
    return DistrictsPanel(
        counts=tuple(
            WinnersCount(
                ruling_party_count=count.ruling_party_seats_count,
                others_count=count.other_seats_count,
                claim=msg("{claimant}: {basis}", claimant=count.claimed_by, basis=count.basis),
                sources=split_sources(count.source),
            )
            for count in election.winners_counts.all()
        ),
        rows=rows,
        winners_known_count=sum(bool(row.winner) for row in rows),
    )
