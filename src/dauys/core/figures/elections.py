"""Votes and seats from election to election: two bars each, one above the other."""

from collections.abc import Sequence

from dauys.core.figures.canvas import LINE_HEIGHT, Canvas
from dauys.core.figures.colour import LINE, MUTED, SOFT, data_colour
from dauys.core.figures.figure import Figure, name_cells
from dauys.core.figures.types import PartyShare, PastElection
from dauys.core.wording import Message, Number, Percent, msg, msg_plural

_BAR = 17.0


def election_comparison(
    elections: Sequence[PastElection],
    *,
    source: Message,
    caveat: Message | None = None,
    name: str = "election-comparison",
    title: Message | None = None,
) -> Figure:
    """Return, for each election in the order given, the shares of votes above the shares of seats."""
    return Figure(
        name=name,
        title=title or _title(elections),
        description=msg(
            "For each of {elections} elections two stacked bars: the shares of the votes and the shares "
            "of the "
            "seats by party, with the threshold and the effective number of parties.",
            elections=len(elections),
        ),
        data=[
            {
                "election": election.key,
                "day": election.day.isoformat(),
                "threshold_share": None
                if election.threshold_share is None
                else float(election.threshold_share),
                "effective_parties_votes": election.effective_parties_votes,
                "effective_parties_seats": election.effective_parties_seats,
                "key": party.key,
                **name_cells(party.names),
                "votes_share": None if party.votes_share is None else float(party.votes_share),
                "seats_count": party.seats_count,
            }
            for election in elections
            for party in election.parties
        ],
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw(canvas, elections),
    )


def _title(elections: Sequence[PastElection]) -> Message:
    largest = [
        max(party.seats_count or 0 for party in election.parties) / _house(election)
        for election in elections
        if _house(election)
    ]
    if not largest:
        return msg("No seats are recorded")
    return msg_plural(
        "In one election the largest party took {high} of the seats",
        "In {count} elections the largest party took between {low} and {high} of the seats",
        count=len(largest),
        low=Percent(min(largest), 0),
        high=Percent(max(largest), 0),
    )


def _house(election: PastElection) -> int:
    return sum(party.seats_count or 0 for party in election.parties)


def _draw(canvas: Canvas, elections: Sequence[PastElection]) -> None:
    y = 0.0
    for election in elections:
        y = _draw_election(canvas, election, y)
    canvas.height = max(0.0, y - 22)


def _draw_election(canvas: Canvas, election: PastElection, y: float) -> float:
    size, small = canvas.layout.text, canvas.layout.small
    y = canvas.paragraph(0, y + size, election.names, canvas.width, bold=True)
    y = _draw_facts(canvas, _facts(election), y)
    labels = (msg("votes"), msg("seats"))
    left = max(canvas.measure(label, size=small) for label in labels) + 12
    y += 8 - size
    for label, shares, rest in (
        (labels[0], _vote_shares(election), _open_share(election)),
        (labels[1], _seat_shares(election), 0.0),
    ):
        canvas.text(left - 12, y + _BAR * 0.75, label, size=small, fill=SOFT, anchor="end")
        if shares:
            _draw_stack(canvas, shares, rest, left, y)
        else:
            canvas.text(left, y + _BAR * 0.75, msg("not in the data"), size=small, fill=SOFT)
        y += _BAR + 4
    return _draw_parties(canvas, election, left, y + small) + 26


def _draw_facts(canvas: Canvas, facts: Sequence[Message], y: float) -> float:
    """Write the facts one after another, on a new line where one does not fit; return the next baseline."""
    size = canvas.layout.small
    x = 0.0
    for fact in facts:
        width = canvas.measure(fact, size=size)
        if x and x + width > canvas.width:
            x, y = 0.0, y + size * LINE_HEIGHT
        y = canvas.paragraph(x, y, fact, canvas.width - x, size=size, fill=SOFT) - size * LINE_HEIGHT
        x += width + 22
    return y + size * LINE_HEIGHT if facts else y


def _facts(election: PastElection) -> list[Message]:
    facts = []
    if election.threshold_share is not None:
        facts.append(msg("Threshold {share}", share=Percent(election.threshold_share, 0)))
    if election.effective_parties_votes is not None and election.effective_parties_seats is not None:
        facts.append(
            msg(
                "Effective number of parties: {votes} by votes, {seats} by seats",
                votes=Number(election.effective_parties_votes, 2),
                seats=Number(election.effective_parties_seats, 2),
            )
        )
    elif election.effective_parties_seats is not None:
        facts.append(
            msg(
                "Effective number of parties: {seats} by seats",
                seats=Number(election.effective_parties_seats, 2),
            )
        )
    if election.note is not None:
        facts.append(election.note)
    return facts


def _vote_shares(election: PastElection) -> list[tuple[PartyShare, float]]:
    return [(party, float(party.votes_share)) for party in election.parties if party.votes_share is not None]


def _open_share(election: PastElection) -> float:
    """Return the share of the votes that the data leave open; half a vote in a thousand is rounding."""
    shares = _vote_shares(election)
    rest = 1 - sum(share for _, share in shares)
    return rest if shares and rest > 0.0005 else 0.0


def _seat_shares(election: PastElection) -> list[tuple[PartyShare, float]]:
    house = _house(election)
    return [(party, party.seats_count / house) for party in election.parties if party.seats_count]


def _draw_stack(
    canvas: Canvas, shares: Sequence[tuple[PartyShare, float]], rest: float, left: float, y: float
) -> None:
    """Draw one stacked bar; parties without seats are pale, what the data leave open is hatched."""
    room = canvas.width - left
    x = left
    for party, share in shares:
        width = share * room
        fill = data_colour(party.key, party.colour) if party.seats_count else MUTED
        canvas.rect(x, y, max(0.6, width - 1.2), _BAR, fill=fill).set("data-party", party.key)
        x += width
    if rest:
        canvas.rect(x, y, rest * room, _BAR, fill=canvas.hatch("open", MUTED), stroke=LINE, stroke_width=0.8)


def _draw_parties(canvas: Canvas, election: PastElection, left: float, y: float) -> float:
    """Write votes and seats of every party that holds seats, and of the others together."""
    small = canvas.layout.small
    house = _house(election)
    start = 0.0 if canvas.layout.is_narrow else left
    entries = [
        (data_colour(party.key, party.colour), _party_words(party, house))
        for party in election.parties
        if party.seats_count
    ]
    seatless = [share for party, share in _vote_shares(election) if not party.seats_count]
    if seatless:
        entries.append(
            (
                MUTED,
                msg_plural(
                    "{count} option without seats: {share}",
                    "{count} options without seats: {share}",
                    count=len(seatless),
                    share=Percent(sum(seatless), 1),
                ),
            )
        )
    open_share = _open_share(election)
    if open_share:
        entries.append(
            (canvas.hatch("open", MUTED), msg("not in the data: {share}", share=Percent(open_share, 1)))
        )
    x = start
    for colour, words in entries:
        width = 18 + canvas.measure(words, size=small)
        if x > start and x + width > canvas.width:
            x, y = start, y + small * 1.5
        canvas.rect(x, y - small * 0.78, 11, 11, fill=colour)
        y = (
            canvas.paragraph(x + 18, y, words, canvas.width - x - 18, size=small, fill=SOFT)
            - small * LINE_HEIGHT
        )
        x += width + 18
    return y


def _party_words(party: PartyShare, house: int) -> Message:
    seats = party.seats_count or 0
    if party.votes_share is None:
        return msg("{party}: {seats} of {house} seats", party=party.names, seats=seats, house=house)
    return msg(
        "{party}: {share} → {seats} of {house} seats",
        party=party.names,
        share=Percent(party.votes_share, 1),
        seats=seats,
        house=house,
    )
