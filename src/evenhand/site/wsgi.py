"""The application that the web server runs."""

import os

from django.core.wsgi import get_wsgi_application

from evenhand.site.logs import set_up_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.site.settings")
set_up_logging()
application = get_wsgi_application()
