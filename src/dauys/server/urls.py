"""Addresses: every page lives under the language in which it is read."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from dauys.server import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    *i18n_patterns(
        path("", views.home, name="home"),
        # Exempt: it only sets the cookie that names a language, and without a token in them the public pages
        # are the same for everyone, can be kept and compressed, and leak nothing through their length.
        path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
        path("about/", views.about, name="about"),
        path("sources/", views.sources, name="sources"),
        path("", include("dauys.server.elections.urls")),
    ),
]

handler400 = views.bad_request
handler404 = views.page_not_found
handler500 = views.server_error
