"""The pages that belong to no single app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dauys.server.elections import selectors
from dauys.server.elections.views import kept_page
from dauys.server.public_pages import public_page

# The election that the house was built around; the front page opens with it.
REFERENCE_ELECTION = "majilis-2023"


@require_safe
@public_page()
def home(request: HttpRequest) -> HttpResponse:
    """The house: its four wings and the election that it opens with."""
    library = selectors.election_library()
    known = any(line.slug == REFERENCE_ELECTION for line in library)
    context = {"elections": library, "reference": kept_page(REFERENCE_ELECTION) if known else None}
    return render(request, "home.html", context)


@require_safe
@public_page()
def about(request: HttpRequest) -> HttpResponse:
    """What Dauys is, what it keeps and what it never does."""
    return render(request, "about.html")


@require_safe
@public_page()
def sources(request: HttpRequest) -> HttpResponse:
    """Where the figures come from and under which licences."""
    return render(request, "sources.html", {"files": selectors.reference_files()})


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the server answers and its database can be read."""
    selectors.data_version()
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """Answer a request that cannot be understood."""
    return render(request, "400.html", status=400)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """Answer an address that leads nowhere."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when Dauys itself failed."""
    return render(request, "500.html", status=500)
