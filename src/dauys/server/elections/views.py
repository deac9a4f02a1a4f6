"""Requests for elections and laws, answered as pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dauys.server.elections import selectors


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """All elections of the library, newest first."""
    return render(request, "elections/library.html", {"elections": selectors.election_library()})


@require_safe
def election(request: HttpRequest, slug: str) -> HttpResponse:
    """One election: result, seats, districts, turnout, registration, findings."""
    raise Http404(slug)


@require_safe
def seats(request: HttpRequest, slug: str) -> HttpResponse:
    """The same votes under another law; the panel alone when htmx asks, else a page of its own."""
    raise Http404(slug)


@require_safe
def laws(request: HttpRequest) -> HttpResponse:
    """The laws that Dauys knows."""
    return render(request, "elections/laws.html", {"laws": ()})


@require_safe
def law(request: HttpRequest, law_id: str) -> HttpResponse:
    """One law, rule by rule."""
    raise Http404(law_id)
