"""Requests for elections and laws, answered as pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from dauys.core.electoral import list_laws
from dauys.server.elections import selectors
from dauys.server.elections.page import ElectionPage
from dauys.server.elections.panels.assembly import election_page
from dauys.server.elections.panels.laws import law_page, law_pages
from dauys.server.elections.panels.seats import check_law_reference, law_choices, seats_panel
from dauys.server.public_pages import public_page
from dauys.server.remember import remember


def kept_page(slug: str) -> ElectionPage:
    """Return the page of an election in the reader's language.

    Raises
    ------
    Http404
        If there is no such election.
    """
    language = get_language() or "en"
    rows = selectors.election_rows(slug)
    if rows is None:
        raise Http404(slug)
    return remember(
        "election-page",
        slug,
        language,
        data_version=selectors.data_version(),
        compute=lambda: election_page(rows, language),
    )


@require_safe
@public_page()
def library(request: HttpRequest) -> HttpResponse:
    """All elections of the library, newest first."""
    return render(request, "elections/library.html", {"elections": selectors.election_library()})


@require_safe
@public_page()
def election(request: HttpRequest, slug: str) -> HttpResponse:
    """One election: result, seats, districts, turnout, registration, findings."""
    return render(request, "elections/election.html", {"page": kept_page(slug)})


def offered_law(request: HttpRequest, slug: str) -> str | None:
    """Name the variant of the page of seats: a law that the page offers, alone or for htmx."""
    offered = remember(
        "offered-laws", slug, data_version=selectors.data_version(), compute=lambda: _offered(slug)
    )
    law_reference = request.GET.get("law", "")
    if set(request.GET) - {"law"} or (law_reference and law_reference not in offered):
        return None
    return f"{law_reference} {'panel' if request.headers.get('HX-Request') else 'page'}"


def _offered(slug: str) -> frozenset[str]:
    rows = selectors.election_rows(slug)
    if rows is None:
        raise Http404(slug)
    return frozenset(choice.law_id for choice in law_choices(rows, ""))


@require_safe
@public_page(offered_law)
def seats(request: HttpRequest, slug: str) -> HttpResponse:
    """The same votes under another law; the panel alone when htmx asks, else a page of its own."""
    rows = selectors.election_rows(slug)
    if rows is None or rows.main is None or not rows.main.law_id:
        raise Http404(slug)
    law_reference = check_law_reference(request.GET.get("law", rows.main.law_id))
    panel = seats_panel(rows, law_reference, get_language() or "en")
    if panel is None:
        raise Http404(slug)
    context = {"page": kept_page(slug), "seats": panel}
    if request.headers.get("HX-Request"):
        response = render(request, "elections/seats_panel.html", context)
    else:
        response = render(request, "elections/seats.html", context)
    response["Vary"] = "HX-Request"
    return response


@require_safe
@public_page()
def laws(request: HttpRequest) -> HttpResponse:
    """The laws that Dauys knows."""
    return render(request, "elections/laws.html", {"laws": law_pages()})


@require_safe
@public_page()
def law(request: HttpRequest, law_id: str) -> HttpResponse:
    """One law, rule by rule."""
    if law_id not in list_laws():
        raise Http404(law_id)
    return render(request, "elections/law.html", {"law": law_page(law_id)})
