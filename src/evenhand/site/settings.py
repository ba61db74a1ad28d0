"""Django's settings, made from the home folder. Everything an organisation may choose stands in its `evenhand.toml`."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from evenhand.site.home import Home, HomeError, Settings

HOME = Home.from_environment()


def _organisation() -> Settings | None:
    """What `evenhand.toml` says; None while `evenhand init` and `--help` run before there is an organisation."""
    try:
        return HOME.settings()
    except HomeError:
        return None


ORGANISATION = _organisation()


def _django_key(path: Path) -> str:
    """What signs forms' tokens, the cookie of an open complaint, the files of a form that came back and the marks of devices.

    Made when it is missing. With a new key forms that are open are refused once, phrases are entered again, and no device of the
    staff is known (`office.known_device`) until the next sign-in from it.
    """
    if path.exists():
        return path.read_text(encoding="ascii")
    key = secrets.token_urlsafe(48)
    if path.parent.is_dir():
        whole = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        whole.touch(mode=0o600)
        whole.write_text(key, encoding="ascii")
        whole.replace(path)  # killed before this, it is made again; an empty key would let nothing start
    return key


def database_at(address: str) -> dict[str, Any]:
    """Settings for the database at an address, or for SQLite in the home folder if there is none."""
    return _postgresql(address) if address else _sqlite()


def _sqlite() -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME.database,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # recursive_triggers: without it INSERT OR REPLACE steps round the triggers that refuse to delete an entry
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON;",
        },
    }


PATIENCE = 10
"""Seconds that a request waits for a connection to PostgreSQL before it is answered that the database is away."""


def _postgresql(address: str) -> dict[str, Any]:
    """Settings for an address as libpq reads it (a URL or `host=... dbname=...`), with a pool of connections."""
    from psycopg.conninfo import conninfo_to_dict

    parts = dict(conninfo_to_dict(address))
    named = {
        django: parts.pop(libpq, "")
        for django, libpq in (
            ("NAME", "dbname"),
            ("USER", "user"),
            ("PASSWORD", "password"),
            ("HOST", "host"),
            ("PORT", "port"),
        )
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "CONN_HEALTH_CHECKS": True,  # a server that was started again meanwhile costs nobody a page
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 12, "timeout": PATIENCE}, **parts},
    }


DEBUG = False
SECRET_KEY = _django_key(HOME.keys / "django.key")
ALLOWED_HOSTS = list(ORGANISATION.hosts) if ORGANISATION else ["localhost"]
DATABASES = {"default": database_at(ORGANISATION.database if ORGANISATION else "")}
if not (ORGANISATION and ORGANISATION.database):
    DATABASES["default"]["CONN_MAX_AGE"] = None  # a file is cheap to keep open; PostgreSQL has the pool instead

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "evenhand.records",
    "evenhand.doors.look",
    "evenhand.doors.portal",
    "evenhand.doors.staff",
    "evenhand.doors.desk",
    "evenhand.doors.oversight",
    "evenhand.doors.public",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "evenhand.site.middleware.PrivateByDefault",
    "evenhand.site.middleware.WithOffice",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "evenhand.site.urls"
WSGI_APPLICATION = "evenhand.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.csrf",
                "django.template.context_processors.request",
                "evenhand.site.context.organisation",
            ]
        },
    }
]

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
"""Those that the pages are translated into: any other would mix Django's own sentences into ours, and mark the page wrongly."""
USE_I18N = True
USE_TZ = True
TIME_ZONE = str(ORGANISATION.timezone) if ORGANISATION else "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = None  # nothing is collected: WhiteNoise finds the files where the doors keep them
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # under "no-referrer" browsers send `Origin: null` and CSRF refuses every form
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # it ends with the browser: nothing of a visit stays for a year
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_COOKIES = os.environ.get("EVENHAND_HTTPS") == "1"
"""Behind HTTPS the cookies carry `Secure`. On a laptop over http://localhost they cannot."""
CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
"""The proxy says that a request came by HTTPS; otherwise a form's origin (https) would not match ours, and CSRF refuses it."""
CSRF_USE_SESSIONS = False

# An upload is sealed as it arrives; nothing clear is ever spooled to a temporary file (DESIGN 5.10).
FILE_UPLOAD_HANDLERS = ["evenhand.doors.uploads.SealingUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = (
    200  # the handler takes far fewer, and says so in a sentence; beyond this it is an attack
)

LOGGING_CONFIG = None
"""Django installs no log of its own: ours holds no personal data (see site/logs.py)."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]  # HTTPS is the proxy's: see docs/administrator.md
