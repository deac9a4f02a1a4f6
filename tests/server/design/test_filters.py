"""Values are written as the reader's language writes them."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.utils import translation

from dauys.core.wording import Names, Percent, msg
from dauys.server.design.templatetags import dauys


def written(source: str, language: str = "en", **context: object) -> str:
    with translation.override(language):
        return Template("{% load dauys %}" + source).render(Context(context))


def test_names_are_said_in_the_language_of_the_page() -> None:
    names = Names("Amanat", "Аманат", "Аманат")
    assert written("{{ names|say }}", "kk", names=names) == "Аманат"


def test_numbers_inside_a_message_follow_the_language() -> None:
    message = msg("{share}", share=Percent(Fraction(539, 1000), 1))
    assert written("{{ message|say }}", "en", message=message) == "53.9%"
    assert written("{{ message|say }}", "ru", message=message).replace("\xa0", " ") == "53,9 %"


def test_a_date_is_written_out() -> None:
    assert written("{{ day|say }}", "ru", day=date(2023, 3, 19)) == "19 марта 2023\N{NARROW NO-BREAK SPACE}г."


def test_markup_inside_a_name_stays_text() -> None:
    assert written("{{ name|say }}", name="<b>") == "&lt;b&gt;"


@pytest.mark.parametrize(
    "filter_name", ["say", "number", "share", "signed", "points", "p_value", "plain_number"]
)
def test_what_no_source_gives_is_a_dash(filter_name: str) -> None:
    assert written("{{ value|" + filter_name + " }}", value=None) == "–"


@pytest.mark.parametrize(
    ("value", "text"), [(1200, "+1,200"), (-3, "−3"), (0, "0"), (Fraction(-1, 1000), "0")]
)
def test_a_difference_carries_its_sign_unless_it_is_nothing(value: int | Fraction, text: str) -> None:
    assert written("{{ value|signed }}", value=value) == text


def test_percentage_points() -> None:
    assert written("{{ value|points }}", value=Fraction(-125, 10000)) == "−1.25"


@pytest.mark.parametrize(
    ("value", "text"), [(0.0004, "&lt; 0.001"), (0.001, "0.001"), (0.25, "0.250"), (1.0, "1.000")]
)
def test_a_tiny_p_value_is_a_bound(value: float, text: str) -> None:
    assert written("{{ value|p_value }}", value=value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(Fraction(2150), "2,150"), (Fraction(137, 2), "68.5"), (Fraction(2, 3), "0.67")]
)
def test_a_published_figure_keeps_only_the_decimals_that_it_has(value: Fraction, text: str) -> None:
    assert written("{{ value|plain_number }}", value=value) == text


def test_the_clock_is_that_of_the_place() -> None:
    moment = datetime(2023, 3, 19, 4, 10, tzinfo=UTC)
    # Kazakhstan kept two clocks until 2024; Almaty and Astana were six hours ahead of Greenwich.
    assert written("{{ moment|clock:'Asia/Almaty' }}", moment=moment) == "10:10"


@pytest.mark.parametrize(("value", "width"), [(Fraction(1, 2), "50.00"), (1.7, "100.00"), (-0.2, "0.00")])
def test_a_bar_never_leaves_its_frame(value: float, width: str) -> None:
    assert f'width="{width}"' in written("{% bar value %}", value=value)


def test_a_colour_that_is_not_one_is_refused() -> None:
    with pytest.raises(ValueError, match="not a colour"):
        written("{% swatch 'x' colour %}", colour='red" onload="')


@pytest.mark.parametrize(
    ("path", "kazakh"),
    [
        (
            "/en/elections/majilis-2023/?law=kz/majilis-2021",
            "/kk/elections/majilis-2023/?law=kz/majilis-2021",
        ),
        ("/ru/", "/kk/"),
        ("/kkarta/", "/kk/"),
        ("/nothing/here", "/kk/"),
    ],
)
def test_the_language_switch_keeps_the_page_and_its_query(path: str, kazakh: str) -> None:
    request = HttpRequest()
    request.path, _, request.META["QUERY_STRING"] = path.partition("?")
    with translation.override("ru"):
        links = dauys.language_links(Context({"request": request}))
    assert [(link.code, link.is_current) for link in links] == [("kk", False), ("ru", True), ("en", False)]
    assert links[0].address == kazakh
