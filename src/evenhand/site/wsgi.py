"""The application that the web server runs."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from evenhand.site.logs import set_up_logging
from evenhand.site.serving import end_with_parent

end_with_parent(signal.SIGKILL)  # at once, for otherwise it would keep the port from the server that takes its place
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.site.settings")
set_up_logging("web")
application = get_wsgi_application()
