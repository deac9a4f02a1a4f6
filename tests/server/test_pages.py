"""Every page answers in every language; every wrong address says so in the reader's language."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db(databases="__all__")

LANGUAGES = ("kk", "ru", "en")
SLUGS = (
    "majilis-2004",
    "majilis-2007",
    "majilis-2012",
    "majilis-2016",
    "majilis-2021",
    "majilis-2023",
    "president-2019",
    "president-2022",
    "referendum-2026",
    "maslikhats-2023",
    "maslikhat-2023-almaty",
    "maslikhat-2023-astana",
    "maslikhat-2023-karaganda",
    "maslikhat-2023-kostanay",
    "maslikhat-2023-kyzylorda",
    "maslikhat-2023-north-kazakhstan",
)
PAGES = (
    "",
    "about/",
    "sources/",
    "elections/",
    "laws/",
    "laws/kz/majilis-2023/",
    "elections/majilis-2023/seats/",
    "elections/majilis-2023/seats/?law=kz/majilis-2009",
    "elections/majilis-2023/seats/?law=kz/majilis-2023:formula=dhondt",
    "elections/majilis-2023/seats/?law=kz/majilis-2023:threshold=4%25",
    *(f"elections/{slug}/" for slug in SLUGS),
)
HOSTILE_LAWS = (
    "../../etc/passwd",
    "/etc/passwd",
    "/srv/law.toml",
    "kz/majilis-2023.toml",
    "kz/../kz/majilis-2023",
    "kz/nowhere",
    "kz/majilis-2023:seats=999999999999",
    "kz/majilis-2023:formula=none",
    "kz/majilis-2023:nothing=1",
    "<script>alert(1)</script>",
    "kz/majilis-2023\x00",
    "kz/majilis-2023\n",
    "{{ 7|add:7 }}",
    "ж" * 5000,
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_page_answers_in_its_language(reader: Client, language: str, page: str) -> None:
    response = reader.get(f"/{language}/{page}")
    assert response.status_code == 200
    assert response["Content-Language"] == language
    assert f'<html lang="{language}">' in response.content.decode()


def test_the_pages_of_the_languages_differ(reader: Client) -> None:
    bodies = {reader.get(f"/{language}/elections/majilis-2023/").content for language in LANGUAGES}
    assert len(bodies) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "There is nothing at this address"), ("kk", None), ("ru", None)],
)
@pytest.mark.parametrize(
    "page",
    [
        "nowhere/",
        "elections/majilis-1066/",
        "elections/majilis-1066/seats/",
        "elections/president-2022/seats/",
        "laws/kz/nowhere/",
        "elections/majilis-2023/data/nothing.csv",
        "elections/majilis-2023/data/results.exe",
        "elections/majilis-1066/data/results.csv",
    ],
)
def test_unknown_address_is_a_404_in_the_language(
    reader: Client, language: str, heading: str | None, page: str
) -> None:
    response = reader.get(f"/{language}/{page}")
    body = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{language}">' in body
    assert (heading is None) == ("There is nothing at this address" not in body)


@pytest.mark.parametrize("law", HOSTILE_LAWS)
def test_hostile_law_is_a_400_with_a_sentence(reader: Client, law: str) -> None:
    response = reader.get("/en/elections/majilis-2023/seats/", {"law": law})
    body = response.content.decode()
    assert response.status_code == 400
    assert "This input cannot be used" in body
    assert "<script>alert" not in body
    assert "root:" not in body


def test_problem_is_told_in_the_language(reader: Client) -> None:
    russian = reader.get("/ru/elections/majilis-2023/seats/", {"law": "kz/nowhere"}).content.decode()
    assert "kz/nowhere" in russian
    assert "There is no law" not in russian


def test_seats_panel_alone_for_htmx(reader: Client) -> None:
    address = "/en/elections/majilis-2023/seats/?law=kz/majilis-2023"
    whole = reader.get(address)
    panel = reader.get(address, headers={"HX-Request": "true"})
    assert "<html" in whole.content.decode()
    assert "<html" not in panel.content.decode()
    assert "40" in panel.content.decode()
    assert "HX-Request" in panel["Vary"]
    # In the other order the one must not be answered from what was kept of the other.
    assert "<html" in reader.get(address).content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "page", ["", "elections/", "elections/majilis-2023/", "elections/majilis-2023/seats/"]
)
def test_pages_are_only_read(reader: Client, method: str, page: str) -> None:
    assert getattr(reader, method)(f"/en/{page}").status_code == 405


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("kk-KZ,ru;q=0.8", "kk"), ("ru", "ru"), ("en-GB", "en"), ("de", "en"), ("", "en")],
)
def test_root_leads_to_the_reader_s_language(reader: Client, accepted: str, language: str) -> None:
    response = reader.get("/", headers={"Accept-Language": accepted})
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/"


def test_chosen_language_is_remembered(reader: Client) -> None:
    response = reader.post("/ru/i18n/setlang/", {"language": "kk", "next": "/ru/elections/"})
    assert response["Location"] == "/kk/elections/"
    assert reader.get("/", headers={"Accept-Language": "ru"})["Location"] == "/kk/"


def test_choice_of_language_leads_to_no_other_site(reader: Client) -> None:
    response = reader.post("/ru/i18n/setlang/", {"language": "kk", "next": "https://example.org/"})
    assert "example.org" not in response["Location"]


def test_health_is_told_without_a_language(reader: Client) -> None:
    response = reader.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_foreign_host_is_refused(reader: Client) -> None:
    assert reader.get("/en/", headers={"Host": "evil.example"}).status_code == 400


def test_election_page_asks_the_database_a_bounded_number_of_times(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(60):
        reader.get("/en/elections/majilis-2023/")
    # Kept: only the version of the data is read.
    with django_assert_max_num_queries(1):
        reader.get("/en/elections/majilis-2023/")


def test_queries_of_a_reader_s_own_making_are_not_kept(reader: Client) -> None:
    from dauys.server import remember

    before = len(remember._local)
    for number in range(1, 30):
        reader.get("/en/elections/majilis-2023/seats/", {"law": f"kz/majilis-2023:threshold={number}/1000"})
        reader.get(f"/en/elections/unknown-{number}/")
        reader.get(f"/en/elections/unknown-{number}/seats/")
        reader.get("/en/elections/", {"page": number})
    assert len(remember._local) - before <= 3
