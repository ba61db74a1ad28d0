"""The addresses of the overseers' door. Each is behind the gate and the wall."""

from django.urls import URLPattern, path

from evenhand.doors.oversight import asking, declining, findings, home, notes, openings, samples
from evenhand.doors.oversight.pages import for_overseers
from evenhand.doors.staff.gate import View, signed_in

app_name = "oversight"


def _walled(route: str, view: View, name: str) -> URLPattern:
    return path(route, signed_in(for_overseers(view)), name=name)


urlpatterns = [
    _walled("", home.home_page, "home"),
    _walled("complaints/<str:number>/open/", asking.ask_page, "ask"),
    _walled("asked/<slug:asked>/confirm/", openings.confirm_page, "confirm"),
    _walled("asked/<slug:asked>/decline/", declining.decline_page, "decline"),
    _walled("asked/<slug:asked>/forget/", openings.forget_page, "forget"),
    _walled("notes/<int:entry>/", notes.note_page, "note"),
    _walled("samples/", samples.samples_page, "samples"),
    _walled("samples/new/", samples.new_page, "new-sample"),
    _walled("samples/<int:number>/", samples.sample_page, "sample"),
    _walled("samples/<int:number>/sample.<slug:kind>", samples.sample_file, "sample-file"),
    _walled("findings/", findings.findings_page, "findings"),
    _walled("findings/new/", findings.new_page, "new-finding"),
]
