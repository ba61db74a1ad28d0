"""Include at the root of a site, so that the quick exit's default address `/exit/` exists."""

from django.urls import path

from evenhand.doors.look.views import exit_page

urlpatterns = [path("exit/", exit_page, name="look-exit")]
