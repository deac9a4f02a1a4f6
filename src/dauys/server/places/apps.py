"""Registers the app with Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The app `places`."""

    name = "dauys.server.places"
    label = "places"
