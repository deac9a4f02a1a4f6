"""`dauys seats` and `dauys laws`: a law applied to votes, and the laws that there are."""

from typing import Any

import click

from dauys.cli.output import answer_options, print_csv, print_json
from dauys.core.electoral import Allocation, allocate, list_laws, load_law, read_votes
from dauys.core.wording import render


@click.command()
@click.argument("votes_file", metavar="VOTES.csv")
@click.option(
    "--law",
    "law_ref",
    required=True,
    help="A law of `dauys laws`, or a .toml file; `:rule=value` changes it.",
)
@click.option("--seats", "seats_count", type=int, help="List seats to give, where the law leaves them open.")
@answer_options
def seats(votes_file: str, law_ref: str, seats_count: int | None, output_format: str, language: str) -> None:
    """Turn votes into seats by a law, exactly and step by step.

    VOTES.csv has the columns option,kind,votes; kind is party, against_all or invalid.
    """
    allocation = allocate(read_votes(votes_file), load_law(law_ref), seats_count)
    if output_format == "json":
        print_json(as_json(allocation, language))
    else:
        print_csv(("option", "seats"), allocation.seats.items())


def as_json(allocation: Allocation, language: str) -> dict[str, Any]:
    """Return the documented JSON of an allocation."""
    return {
        "law": allocation.law,
        "law_digest": allocation.law_digest,
        "hypothetical": allocation.hypothetical,
        "seats": dict(allocation.seats),
        "ties": [{"options": list(tie.options), "seats": tie.seats_at_stake} for tie in allocation.ties],
        "steps": [
            {
                "rule": step.rule,
                "article": step.article,
                "status": step.status,
                "text": render(step.text, language),
            }
            for step in allocation.steps
        ],
    }


@click.command()
@answer_options
def laws(output_format: str, language: str) -> None:
    """List the laws that Dauys knows."""
    refs = [(ref, load_law(ref).names.get(language)) for ref in list_laws()]
    if output_format == "json":
        print_json([{"law": ref, "name": name} for ref, name in refs])
    else:
        print_csv(("law", "name"), refs)
