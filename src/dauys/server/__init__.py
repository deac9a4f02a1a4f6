"""The web app: a Django project whose apps are rooms with everything of their own inside."""
