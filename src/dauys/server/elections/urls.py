"""Addresses of the elections and of the laws under which they are counted."""

from django.urls import path, register_converter

from dauys.server.elections import downloads, views


class LawIdConverter:
    """A law's name: country and system, such as ``kz/majilis-2023``."""

    regex = "[a-z]{2}/[a-z0-9-]{1,60}"

    def to_python(self, value: str) -> str:
        """Return the name as the library of laws knows it."""
        return value

    def to_url(self, value: str) -> str:
        """Return the name as it stands in an address."""
        return value


register_converter(LawIdConverter, "law")

app_name = "elections"
urlpatterns = [
    path("elections/", views.library, name="library"),
    path("elections/<slug:slug>/", views.election, name="election"),
    path("elections/<slug:slug>/seats/", views.seats, name="seats"),
    path("elections/<slug:slug>/data/<slug:dataset>.<slug:file_format>", downloads.data, name="data"),
    path("laws/", views.laws, name="laws"),
    path("laws/<law:law_id>/", views.law, name="law"),
]
