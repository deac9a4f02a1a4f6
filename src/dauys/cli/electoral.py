"""`dauys seats` and `dauys laws`: a law applied to votes, and the laws that there are."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import click

from dauys.cli.output import answer_options, print_csv, print_json
from dauys.core.electoral import (
    Allocation,
    Law,
    PartyLine,
    Rule,
    Step,
    Tie,
    allocate,
    list_laws,
    load_law,
    read_districts,
    read_votes,
)
from dauys.core.wording import Message, format_number, format_share, msg, render

STATUS_NAMES: Mapping[str, Message] = {
    "sourced": msg("read in a source"),
    "computed": msg("checked by computation"),
    "unverified": msg("not verified"),
    "hypothetical": msg("changed for this what-if"),
}
# Colours say the same as the words beside them, never more.
STATUS_STYLES = {"sourced": "green", "computed": "cyan", "unverified": "yellow", "hypothetical": "magenta"}


@click.command()
@click.argument("votes_file", metavar="VOTES.csv")
@click.option(
    "--law",
    "law_ref",
    required=True,
    metavar="LAW",
    help="A law of `dauys laws`, or your own .toml file; `:rule=value` changes a rule.",
)
@click.option("--seats", "seats_count", type=int, help="List seats to give, where the law leaves them open.")
@click.option(
    "--districts",
    "districts_file",
    metavar="FILE",
    help="Votes in single-member districts: district,option,kind,votes[,party][,round].",
)
@click.option("--explain", is_flag=True, help="Print every step, its article of law and how sure that is.")
@answer_options
def seats(
    votes_file: str,
    law_ref: str,
    seats_count: int | None,
    districts_file: str | None,
    *,
    explain: bool,
    output_format: str,
    language: str,
) -> None:
    """Turn votes into seats by a law: exactly, step by step, and with every tie named.

    VOTES.csv has the columns option,kind,votes and, for regional lists, region. A kind is party, against_all
    or invalid.

    \b
    Examples:
      dauys seats votes.csv --law kz/majilis-2023 --explain
      dauys seats votes.csv --law kz/majilis-2023:formula=dhondt
      dauys seats council.csv --law kz/maslikhat-2023 --seats 17
      dauys seats votes.csv --law my-council.toml --format json
    """
    law = load_law(law_ref)
    votes = read_votes(votes_file)
    if districts_file:
        votes = replace(votes, districts=read_districts(districts_file))
    allocation = allocate(votes, law, seats_count)
    if output_format == "json":
        print_json(allocation_as_json(allocation, language))
    elif output_format == "csv":
        lines = (line_as_json(line) for line in allocation.lines)
        rows = [{**line, "seats": allocation.seats[line["option"]]} for line in lines]
        header = tuple(rows[0]) if rows else ("option", "seats")
        others = [option for option in allocation.seats if option not in {row["option"] for row in rows}]
        rows += [{"option": option, "seats": allocation.seats[option]} for option in others]
        print_csv(header, [[row.get(name) for name in header] for row in rows])
    else:
        _print_allocation(allocation, language, explain=explain)


@click.command()
@click.argument("law_ref", metavar="[LAW]", required=False)
@answer_options
def laws(law_ref: str | None, output_format: str, language: str) -> None:
    """List the laws that there are, or print one: every rule, its article, and how sure it is.

    \b
    Examples:
      dauys laws
      dauys laws kz/majilis-2023
      dauys laws kz/majilis-2023 --format json
    """
    if law_ref:
        _print_law(load_law(law_ref), output_format, language)
    else:
        _print_laws(output_format, language)


# --- JSON: stable, documented in docs/laws.md and docs/methods/seat-allocation.md --------------


def allocation_as_json(allocation: Allocation, language: str) -> dict[str, Any]:
    """Return the documented JSON of an allocation."""
    return {
        "law": allocation.law,
        "law_name": allocation.law_names.get(language),
        "law_digest": allocation.law_digest,
        "hypothetical": allocation.hypothetical,
        "seats": dict(allocation.seats),
        "seats_total": allocation.seats_total,
        "unassigned_seats": allocation.unassigned_seats,
        "ties": [_tie_as_json(tie, language) for tie in allocation.ties],
        "steps": [_step_as_json(step, language) for step in allocation.steps],
        "parties": [
            {**line_as_json(line), "reason": render(line.reason, language)} for line in allocation.lines
        ],
        "districts": [
            {
                "district": district.district,
                "winner": district.winner,
                "party": district.party,
                "votes": district.votes_count,
                "margin_votes": district.margin_votes_count,
                "runners": list(district.runners),
                "reason": render(district.reason, language),
            }
            for tier in allocation.tiers
            for district in tier.districts
        ],
        "not_covered": [render(text, language) for text in allocation.not_covered],
    }


def line_as_json(line: PartyLine) -> dict[str, Any]:
    """Return the numbers of one list; shares are between 0 and 1."""
    return {
        "option": line.option,
        "votes": line.votes_count,
        "share": _decimal(line.share),
        "passed_threshold": line.passed_threshold,
        "quotas": _decimal(line.quotas),
        "full_quota_seats": line.full_quota_seats,
        "remainder": _decimal(line.remainder),
        "remainder_rank": line.remainder_rank,
        "remainder_seats": line.remainder_seats,
        "district_seats": line.district_seats,
        "seats": line.seats,
    }


def _decimal(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 9)


def _tie_as_json(tie: Tie, language: str) -> dict[str, Any]:
    return {
        "options": list(tie.options),
        "seats_at_stake": tie.seats_at_stake,
        "resolved": list(tie.resolved),
        "rule": render(tie.rule, language),
        "status": tie.status,
        "tier": tie.tier,
        "region": tie.region,
    }


def _step_as_json(step: Step, language: str) -> dict[str, Any]:
    return {
        "rule": step.rule,
        "article": step.article,
        "status": step.status,
        "text": render(step.text, language),
        "tier": step.tier,
        "region": step.region,
        "law": step.source.law,
        "edition": step.source.edition,
        "url": step.source.url,
        "note": step.note.get(language) if step.note else None,
    }


# --- tables for people ------------------------------------------------------------------------


def _print_allocation(allocation: Allocation, language: str, *, explain: bool) -> None:
    from rich.console import Console

    console = Console(highlight=False)

    def say(message: Message, style: str | None = None) -> None:
        console.print(render(message, language), style=style, markup=False, soft_wrap=True)

    console.print()
    console.print(allocation.law_names.get(language), style="bold", markup=False)
    if allocation.hypothetical:
        say(msg("A what-if: rules were changed, so this is not the law."), "magenta")
    # In a narrow terminal the names need the room that the bars would take.
    bar_width = max(6, min(24, console.width - 76))
    console.print(_seats_table(allocation, language, bar_width))
    for tie in allocation.ties:
        if not tie.resolved:
            text = msg(
                "Tie: {options} have equal claims to {seats} seats, which stay open. {rule}",
                options=", ".join(tie.options),
                seats=tie.seats_at_stake,
                rule=tie.rule,
            )
            say(text, "bold yellow")
    for text in allocation.not_covered:
        say(text, "dim")
    if explain:
        _print_steps(allocation, language)
    else:
        say(msg("Add --explain for every step with its article of law."), "dim")


def _seats_table(allocation: Allocation, language: str, bar_width: int) -> Any:
    from rich import box
    from rich.table import Table

    lines = {line.option: line for line in allocation.lines}
    with_quota = any(line.quotas is not None for line in lines.values())
    table = Table(box=box.SIMPLE_HEAD, show_footer=True, footer_style="bold")
    total_votes = sum(line.votes_count for line in lines.values())
    table.add_column(render(msg("List"), language), footer=render(msg("Total"), language))
    table.add_column(
        render(msg("Votes"), language), justify="right", footer=format_number(total_votes, language)
    )
    table.add_column(render(msg("Share"), language), justify="right")
    if with_quota:
        table.add_column(render(msg("Quotas"), language), justify="right")
        table.add_column(render(msg("Remainder"), language), justify="right")
    table.add_column(
        render(msg("Seats"), language),
        justify="right",
        style="bold",
        footer=format_number(sum(allocation.seats.values()), language),
    )
    table.add_column("", no_wrap=True)
    largest = max(allocation.seats.values(), default=0) or 1
    for option, count in allocation.seats.items():
        line = lines.get(option)
        cells = [option]
        cells.append(format_number(line.votes_count, language) if line else "")
        cells.append(format_share(line.share, language) if line and line.share is not None else "")
        if with_quota:
            cells.append(format_number(line.quotas, language, 4) if line and line.quotas is not None else "")
            cells.append(f"+{line.remainder_seats}" if line and line.remainder_seats else "")
        cells.append(format_number(count, language))
        cells.append("█" * round(bar_width * count / largest))
        table.add_row(*cells, style=None if count else "dim")
    return table


def _print_steps(allocation: Allocation, language: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    console.print()
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="bold")
    table.add_column()
    region = None
    noted: set[tuple[str, str]] = set()
    for number, step in enumerate(allocation.steps, start=1):
        if step.region != region:
            region = step.region
            table.add_row("", Text(region or "", style="bold underline"))
        text = Text.assemble(
            render(step.text, language), "\n", (_cite(step, language), STATUS_STYLES[step.status])
        )
        # A note belongs to its rule: it is printed where the rule is first applied.
        if step.note and (step.tier, step.rule) not in noted:
            noted.add((step.tier, step.rule))
            text.append("\n" + step.note.get(language), style="dim")
        table.add_row(f"{number}.", text)
    console.print(table)
    console.print(Text(f"\n{allocation.law}, sha256 {allocation.law_digest}", style="dim"), soft_wrap=True)


def _cite(step: Step, language: str) -> str:
    article = step.article or render(msg("article not established"), language)
    return f"{article} · {render(STATUS_NAMES[step.status], language)} · {step.rule}"


def _print_laws(output_format: str, language: str) -> None:
    known = [(ref, load_law(ref)) for ref in list_laws()]
    header = ("law", "name", "from", "until", "digest")
    rows = [
        (
            ref,
            law.names.get(language),
            law.valid_from and law.valid_from.isoformat(),
            law.valid_until and law.valid_until.isoformat(),
            law.digest,
        )
        for ref, law in known
    ]
    if output_format == "json":
        print_json([dict(zip(header, row, strict=True)) for row in rows])
    elif output_format == "csv":
        print_csv(header, rows)
    else:
        from rich import box
        from rich.console import Console
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD)
        table.add_column(render(msg("Law"), language), style="bold", no_wrap=True)
        table.add_column(render(msg("Name"), language))
        table.add_column(render(msg("In force"), language), no_wrap=True)
        for ref, name, start, end, _digest in rows:
            table.add_row(ref, name, f"{start or '…'} – {end or '…'}")
        Console(highlight=False).print(table)


def _print_law(law: Law, output_format: str, language: str) -> None:
    rules = [(tier, rule) for tier in law.tiers.values() for rule in tier.rules.values()]
    rows = [
        {
            "tier": tier.id,
            "rule": rule.key,
            "value": rule_value(rule),
            "unit": rule.unit,
            "from": rule.valid_from and rule.valid_from.isoformat(),
            "until": rule.valid_until and rule.valid_until.isoformat(),
            "law": rule.source.law,
            "article": rule.source.article,
            "edition": rule.source.edition,
            "url": rule.source.url,
            "status": rule.status,
            "note": rule.note.get(language) if rule.note else None,
        }
        for tier, rule in rules
    ]
    if output_format == "json":
        print_json(
            {
                "law": law.id,
                "name": law.names.get(language),
                "digest": law.digest,
                "hypothetical": law.hypothetical,
                "statute": law.statute,
                "edition": law.edition,
                "note": law.note.get(language) if law.note else None,
                "tiers": {
                    tier.id: {"kind": tier.kind, "name": tier.names.get(language)}
                    for tier in law.tiers.values()
                },
                "rules": rows,
            }
        )
    elif output_format == "csv":
        print_csv(tuple(rows[0]), [tuple(row.values()) for row in rows])
    else:
        _print_rules(law, language)


def rule_value(rule: Rule) -> Any:
    """Return the value of a rule as JSON can say it; shares as exact text."""
    match rule.value:
        case Fraction():
            return str(rule.value)
        case tuple():
            return list(rule.value)
        case Mapping():
            return {
                str(key): str(value) if isinstance(value, Fraction) else value
                for key, value in rule.value.items()
            }
        case _:
            return rule.value


def _print_rules(law: Law, language: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    console.print()
    console.print(Text(law.names.get(language), style="bold"))
    console.print(Text(f"{law.statute}, {law.edition}" if law.edition else law.statute, style="dim"))
    if law.note:
        console.print(Text(law.note.get(language), style="yellow"))
    notes: list[str] = []
    for tier in law.tiers.values():
        table = Table(box=box.SIMPLE_HEAD, title=tier.names.get(language), title_justify="left")
        table.add_column(render(msg("Rule"), language), no_wrap=True, style="bold")
        for header in (msg("Value"), msg("Article"), msg("Status")):
            table.add_column(render(header, language), overflow="fold")
        for rule in tier.rules.values():
            status = render(STATUS_NAMES[rule.status], language)
            if rule.note:
                if rule.note.get(language) not in notes:
                    notes.append(rule.note.get(language))
                status += f" [{notes.index(rule.note.get(language)) + 1}]"
            table.add_row(
                rule.key,
                Text(_readable(rule, language)),
                rule.source.article or "–",
                Text(status, style=STATUS_STYLES[rule.status]),
            )
        console.print(table)
    for number, note in enumerate(notes, start=1):
        console.print(Text(f"[{number}] {note}", style="dim"))
    console.print(Text(f"\n{law.id}, sha256 {law.digest}", style="dim"), soft_wrap=True)


def _readable(rule: Rule, language: str) -> str:
    match rule.value:
        case Fraction() if rule.unit == "share":
            decimals = next((places for places in range(4) if not rule.value * 100 * 10**places % 1), 4)
            return format_share(rule.value, language, decimals)
        case Fraction():
            return format_number(rule.value, language, 1)
        case tuple():
            return ", ".join(rule.value)
        case Mapping():
            return ", ".join(f"{key}: {value}" for key, value in rule.value.items())
        case bool():
            return render(msg("yes") if rule.value else msg("no"), language)
        case int():
            return format_number(rule.value, language)
        case _:
            return str(rule.value)
