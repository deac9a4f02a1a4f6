"""Messages keep numbers apart from language; each language writes its own digits."""

from datetime import date
from fractions import Fraction

import pytest

from dauys.core.problems import InputProblem
from dauys.core.wording import (
    LANGUAGES,
    Message,
    Names,
    Number,
    Percent,
    format_number,
    format_share,
    msg,
    msg_plural,
    render,
)

NARROW = "\N{NO-BREAK SPACE}"


def test_it_groups_digits_as_each_language_does() -> None:
    assert format_number(12035578, "en") == "12,035,578"
    assert format_number(12035578, "ru") == f"12{NARROW}035{NARROW}578"
    assert format_number(12035578, "kk") == f"12{NARROW}035{NARROW}578"


def test_it_prints_shares_with_the_decimal_sign_of_the_language() -> None:
    share = Fraction(6521860, 12035578)
    assert format_share(share, "en") == "54.19%"
    assert format_share(share, "ru") == f"54,19{NARROW}%".replace(NARROW, " ")
    assert format_share(share, "kk").startswith("54,19")


def test_it_fills_every_kind_of_value() -> None:
    party = Names(en="Auyl", kk="Ауыл", ru="«Ауыл»")
    message = msg(
        "{party}: {votes} votes, {share} on {day}, {quota} a seat, {missing}",
        party=party,
        votes=693938,
        share=Percent(Fraction(109, 1000), 1),
        day=date(2023, 3, 19),
        quota=Number(Fraction(5971719, 69), 2),
        missing=None,
    )
    assert render(message, "en") == "Auyl: 693,938 votes, 10.9% on March 19, 2023, 86,546.65 a seat, –"


def test_a_message_inside_a_message_is_rendered_in_the_same_language() -> None:
    outer = msg("Expected: {expected}", expected=Names(en="votes", kk="дауыс", ru="голоса"))
    assert render(outer, "kk").endswith("дауыс")
    assert str(outer) == "Expected: votes"


def test_the_count_chooses_the_plural_form() -> None:
    one = msg_plural("{count} station", "{count} stations", count=1)
    many = msg_plural("{count} station", "{count} stations", count=10223)
    assert (render(one, "en"), render(many, "en")) == ("1 station", "10,223 stations")


def test_a_plural_without_an_integer_count_is_refused() -> None:
    with pytest.raises(TypeError, match="must be an integer"):
        render(Message("{count} a", {"count": "three"}, "{count} b"), "en")


@pytest.mark.parametrize("language", ["de", "", "../kk"])
def test_an_unknown_language_is_refused(language: str) -> None:
    with pytest.raises(LookupError, match="no such language"):
        render(msg("row {row}", row=1), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_problem_names_file_row_field_and_expectation(language: str) -> None:
    problem = InputProblem(
        msg("row {row}", row=7), file="votes.csv", row=3, field="votes", expected=msg("row {row}", row=9)
    )
    text = problem.describe(language)
    assert text.startswith("votes.csv")
    assert "votes" in text
    assert "3" in text
    assert "9" in text
