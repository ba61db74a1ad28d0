"""The pattern gallery: every component, on a page of each door, for the tests and for looking at.

`GALLERY` holds the settings that it needs. They replace the product's while a gallery test runs, so that no door,
session or database takes part.
"""

from pathlib import Path

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import translation
from django.utils.csp import CSP

from evenhand.doors.look import apps
from tests.doors.look import samples

HERE = Path(__file__).parent
GALLERY = {
    "ROOT_URLCONF": "tests.doors.look.gallery",
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.csp.ContentSecurityPolicyMiddleware",
    ],
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [HERE / "templates"],
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "tests.doors.look.gallery.organisation",
                ]
            },
        }
    ],
    "STORAGES": {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    "STATIC_URL": "/static/",
    "STATIC_ROOT": str(Path(apps.__file__).parent / "static"),
    "ALLOWED_HOSTS": ["testserver", "localhost"],
    "SECURE_SSL_REDIRECT": False,
    "FORM_RENDERER": "django.forms.renderers.DjangoTemplates",
    "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
    "USE_I18N": True,
    "LANGUAGE_CODE": "en-gb",
    "SECURE_CSP": {
        "default-src": [CSP.NONE],
        "script-src": [CSP.SELF],
        "style-src": [CSP.SELF],
        "img-src": [CSP.SELF],
        "connect-src": [CSP.SELF],
        "form-action": [CSP.SELF],
        "base-uri": [CSP.NONE],
        "frame-ancestors": [CSP.NONE],
    },
}
PAGES = {
    "portal": samples.portal,
    "question": samples.question,
    "answers": samples.answers,
    "receipt": samples.receipt,
    "timeline": samples.portal_timeline,
    "desk": samples.desk,
    "case": samples.case,
    "public": samples.public,
}
BROKEN = {"broken-400": BadRequest, "broken-403": PermissionDenied, "broken-500": RuntimeError}


def organisation(request: HttpRequest) -> dict[str, object]:
    """What the site's own context processor will say on every page."""
    return {"organisation_name": "The Harbour Guild", "demonstration": "plain" not in request.GET}


def show(request: HttpRequest, name: str) -> HttpResponse:
    """One page of the gallery, in the language that the address asks for."""
    with translation.override(request.GET.get("lang", "en-gb")):
        return render(request, f"gallery/{name}.html", PAGES[name](request))


def breaks(_request: HttpRequest, name: str) -> HttpResponse:
    """A page that fails as its name says."""
    raise BROKEN[name]("said to nobody")


public_urls = (
    [path("about/", show, {"name": "public"}, name=name) for name in ("register", "check", "accessibility")],
    "public",
)
urlpatterns = [
    *(path(f"{name}/", show, {"name": name}, name=name) for name in PAGES),
    *(path(f"{name}/", breaks, {"name": name}) for name in BROKEN),
    path("", include("evenhand.doors.look.urls")),
    path("", include(public_urls)),
]
