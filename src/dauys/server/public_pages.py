"""Public pages that are the same for every reader: rendered once, compressed once, revalidated by ETag.

A page may carry the nonce of the Content-Security-Policy, which must be new in every answer. So the page is
kept in pieces around its nonces, each piece compressed on its own, and an answer is put together from them:
a stream of deflate blocks may be concatenated when each piece ends on a byte (RFC 1951, section 3.2.4; RFC
1952 for the frame). There is no secret and nothing of another reader in these pages, so compressing them
reveals nothing (BREACH); pages with forms or personal data must not come through here.
"""

import functools
import hashlib
import secrets
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import get_language

from dauys.server.elections.selectors import data_version
from dauys.server.remember import remember

View = Callable[..., HttpResponse]

_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# An empty last block of fixed Huffman codes ends the stream.
_DEFLATE_END = b"\x03\x00"


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A rendered page in pieces between its nonces, plain and compressed."""

    status: int
    content_type: str
    pieces: tuple[bytes, ...]
    compressed: tuple[bytes, ...]
    etag: str
    vary: tuple[str, ...]

    def body(self, nonce: bytes) -> bytes:
        """Return the page with its nonces."""
        return nonce.join(self.pieces)

    def gzip_body(self, nonce: bytes) -> bytes:
        """Return the page with its nonces as a gzip file, without compressing anything anew."""
        plain = self.body(nonce)
        frame = struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
        return b"".join((_GZIP_HEAD, _stored(nonce).join(self.compressed), _DEFLATE_END, frame))


def keep(response: HttpResponse, nonce: str) -> KeptPage:
    """Take a rendered answer apart at its nonces."""
    pieces = tuple(response.content.split(nonce.encode())) if nonce else (response.content,)
    return KeptPage(
        status=response.status_code,
        content_type=response.headers["Content-Type"],
        pieces=pieces,
        compressed=tuple(_deflated(piece) for piece in pieces),
        etag=quote_etag(hashlib.sha256(b"\0".join(pieces)).hexdigest()[:32]),
        vary=tuple(name.strip() for name in response.get("Vary", "").split(",") if name.strip()),
    )


def _deflated(piece: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # A full flush ends on a byte and forgets what came before, so pieces do not refer to one another.
    return compressor.compress(piece) + compressor.flush(zlib.Z_FULL_FLUSH)


def _stored(text: bytes) -> bytes:
    """Return ``text`` as one stored block, which needs no compressor (RFC 1951, section 3.2.4)."""
    return b"\x00" + struct.pack("<HH", len(text), len(text) ^ 0xFFFF) + text if text else b""


def without_query(request: HttpRequest, **_kwargs: str) -> str | None:
    """Name the variant of a page that has no variants: a request with a query string is not kept."""
    return None if request.META.get("QUERY_STRING") else ""


def public_page(variant: Callable[..., str | None] = without_query) -> Callable[[View], View]:
    """Keep the pages that a view renders, by address, language and variant.

    Parameters
    ----------
    variant : callable
        Given the request and the arguments of the view, names the variant of the page; None means that this
        answer is not kept, so that nobody can fill the cache with addresses of their own making.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def answer(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
            name = variant(request, **kwargs)
            if name is None:
                return view(request, *args, **kwargs)

            def render() -> KeptPage:
                response = view(request, *args, **kwargs)
                return keep(response, str(getattr(request, "_csp_nonce", "")))

            language = get_language() or "en"
            kept = remember("page", request.path, name, language, data_version=data_version(), compute=render)
            return _answer(request, kept)

        return answer

    return decorate


def _answer(request: HttpRequest, kept: KeptPage) -> HttpResponse:
    if kept.etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
        # The browser keeps the policy of the page that it has, whose nonce it knows.
        setattr(response, "_csp_exempt", True)  # noqa: B010 - the name that django-csp looks for
    else:
        nonce = _nonce(request) if len(kept.pieces) > 1 else b""
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        body = kept.gzip_body(nonce) if zipped else kept.body(nonce)
        response = HttpResponse(body, status=kept.status, content_type=kept.content_type)
        if zipped:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = kept.etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ("Accept-Encoding", *kept.vary))
    return response


def _nonce(request: HttpRequest) -> bytes:
    return str(getattr(request, "csp_nonce", secrets.token_urlsafe(16))).encode()
