"""Every table of a page as CSV and JSON."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def data(request: HttpRequest, slug: str, dataset: str, file_format: str) -> HttpResponse:
    """One table of an election."""
    raise Http404(dataset)
