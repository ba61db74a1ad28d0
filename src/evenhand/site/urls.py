"""Which door opens at which address."""

from django.urls import include, path

urlpatterns = [
    path("", include("evenhand.doors.look.urls")),
    path("", include("evenhand.doors.portal.urls")),
    path("desk/oversight/", include("evenhand.doors.oversight.urls")),
    path("desk/", include("evenhand.doors.desk.urls")),
    path("register/", include("evenhand.doors.public.urls")),
]
handler500 = "evenhand.site.trouble.server_error"
