"""What every answer carries beyond Django's own headers, and how bad input becomes a readable answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from dauys.core.problems import InputProblem

# Features of the browser that no page here uses are switched off for anything that might be injected.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "camera",
        "geolocation",
        "microphone",
        "payment",
        "usb",
        "browsing-topics",
        "display-capture",
    )
)

GetResponse = Callable[[HttpRequest], HttpResponse]


class PermissionsPolicyMiddleware:
    """Adds Permissions-Policy and Cross-Origin-Resource-Policy to every answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer ``request`` with the two headers added."""
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class InputProblemMiddleware:
    """Turns an `InputProblem` raised by a view into a 400 page in the reader's language."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer ``request``."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page that names what was wrong and what was expected; None for other exceptions."""
        if not isinstance(exception, InputProblem):
            return None
        problem = exception.describe(get_language() or "en")
        return render(request, "problem.html", {"problem": problem}, status=400)
