"""`warm_pages`: draw the pages that most readers open, so that nobody waits for the first one."""

from typing import Any

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.management.base import BaseCommand, CommandError
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from dauys.core.electoral import list_laws
from dauys.server.elections import selectors
from dauys.server.elections.panels.seats import law_choices


def public_addresses() -> list[str]:
    """Return the addresses of the pages in every language, and of the counts under other laws."""
    addresses = []
    library = selectors.elections_with_results()
    for language, _name in settings.LANGUAGES:
        with override(language):
            addresses += [reverse(name) for name in ("home", "about", "sources")]
            addresses += [reverse("elections:library"), reverse("elections:laws")]
            addresses += [reverse("elections:law", args=[law_id]) for law_id in list_laws()]
            for rows in library:
                addresses.append(reverse("elections:election", args=[rows.election.slug]))
            # The newest election with seats is the one whose laws readers try.
            newest = next((rows for rows in library if selectors.list_votes(rows) is not None), None)
            if newest is not None:
                seats = reverse("elections:seats", args=[newest.election.slug])
                addresses += [f"{seats}?law={choice.law_id}" for choice in law_choices(newest, "")]
    return addresses


class Command(BaseCommand):
    """Answers every public page once, through the whole stack, into the cache."""

    help = "Draw the public pages in every language into the cache."

    def handle(self, *_args: Any, **options: Any) -> None:
        """Request each address; a page that fails is an error here rather than for a reader."""
        handler = BaseHandler()
        handler.load_middleware()
        host = settings.ALLOWED_HOSTS[0].lstrip(".") or "localhost"
        requests = RequestFactory(SERVER_NAME="localhost" if host == "*" else host)
        console = Console(stderr=True)
        # A bar that moves is for a terminal; a log needs none.
        console.quiet = options["verbosity"] == 0 or not console.is_terminal
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            addresses = public_addresses()
            for address in progress.track(addresses, description="pages"):
                response = handler.get_response(requests.get(address, secure=True))
                if response.status_code != 200:
                    text = f"{address} answers {response.status_code}"
                    raise CommandError(text)
