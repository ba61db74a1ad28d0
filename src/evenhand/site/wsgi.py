"""The application that the web server runs."""

import os
import signal

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from evenhand.site.bodies import Guarded, Waits
from evenhand.site.logs import set_up_logging
from evenhand.site.parent import end_with_parent
from evenhand.site.silence import Watch

end_with_parent(signal.SIGKILL)  # at once, for otherwise it would keep the port from the server that takes its place
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.site.settings")
set_up_logging("web")
waits = Waits()
application = Guarded(get_wsgi_application(), waits, behind_proxy=settings.SECURE_COOKIES)
Watch(waits).begin()
