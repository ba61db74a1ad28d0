"""The smallest settings that show the gallery: `pytest --ds=tests.doors.look.gallery_settings tests/doors/look`."""

from tests.doors.look.gallery import GALLERY

globals().update(GALLERY)

INSTALLED_APPS = ["evenhand.doors.look"]
SECRET_KEY = "gallery"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
