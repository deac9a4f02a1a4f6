"""What every answer tells a browser, and how the nonce survives that pages are kept."""

import gzip
import re

import pytest
from django.http import HttpResponse
from django.test import Client

from dauys.server.public_pages import keep

pytestmark = pytest.mark.django_db(databases="__all__")

PAGE = "/en/elections/majilis-2023/"
ANSWERS = (PAGE, "/en/", "/en/nowhere/", "/healthz", "/en/elections/majilis-2023/data/results.csv")


def policy(header: str) -> dict[str, list[str]]:
    """Return the directives of a Content-Security-Policy."""
    return {name: values for name, *values in (part.split() for part in header.split(";"))}


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_carries_the_headers(reader: Client, address: str) -> None:
    response = reader.get(address)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]
    directives = policy(response["Content-Security-Policy"])
    assert directives["default-src"] == ["'none'"]
    assert directives["frame-ancestors"] == ["'none'"]
    assert directives["base-uri"] == ["'none'"]
    assert directives["form-action"] == ["'self'"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "*" not in response["Content-Security-Policy"]
    assert not response.cookies


def test_nonce_is_new_in_every_answer_and_that_of_the_page(reader: Client) -> None:
    seen = set()
    for encoding in ("identity", "gzip", "identity", "gzip"):
        response = reader.get(PAGE, headers={"Accept-Encoding": encoding})
        body = response.content
        text = (gzip.decompress(body) if encoding == "gzip" else body).decode()
        nonces = set(re.findall(r'nonce="([^"]+)"', text))
        assert len(nonces) == 1
        assert f"'nonce-{nonces.copy().pop()}'" in response["Content-Security-Policy"]
        seen |= nonces
    assert len(seen) == 4


def test_no_script_or_style_without_a_nonce(reader: Client) -> None:
    text = reader.get(PAGE).content.decode()
    assert not re.findall(r"<script(?![^>]*\b(?:src|nonce)=)", text)
    assert not re.findall(r"<style(?![^>]*\bnonce=)", text)
    assert not re.findall(r'\sstyle="|\son[a-z]+="', text)


def test_nothing_is_loaded_from_elsewhere(reader: Client) -> None:
    text = reader.get(PAGE).content.decode()
    loaded = re.findall(r'<(?:script|link|img|iframe|source|use|image)\b[^>]*?(?:src|href)="([^"]+)"', text)
    assert loaded
    assert all(address.startswith(("/", "#")) and not address.startswith("//") for address in loaded)


def test_unchanged_page_is_not_sent_again(reader: Client) -> None:
    etag = reader.get(PAGE)["ETag"]
    again = reader.get(PAGE, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == etag
    # The browser goes on with the policy, and the nonce, of the page that it kept.
    assert "Content-Security-Policy" not in again
    assert reader.get("/kk/elections/majilis-2023/", headers={"If-None-Match": etag}).status_code == 200


def test_session_and_tokens_are_not_handed_out_for_reading(reader: Client) -> None:
    reader.get(PAGE)
    assert not reader.cookies


@pytest.mark.parametrize("pieces_count", [1, 2, 5])
def test_pieces_make_one_gzip_file(pieces_count: int) -> None:
    text = "NONCE".join(f"<p>{number} дауыс</p>" * 400 for number in range(pieces_count))
    kept = keep(HttpResponse(text), "NONCE" if pieces_count > 1 else "")
    for nonce in (b"", b"another+nonce/of==another-length"):
        plain = text.replace("NONCE", nonce.decode()).encode()
        assert kept.body(nonce) == plain
        assert gzip.decompress(kept.gzip_body(nonce)) == plain
    assert len(kept.gzip_body(b"x")) < len(text) / 4
