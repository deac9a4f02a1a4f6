"""Registers the app with Django."""

from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    """The app `elections`."""

    name = "dauys.server.elections"
    label = "elections"
