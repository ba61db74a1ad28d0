"""The desk's addresses. Each is behind the gate; only signing in and out, and setting up a device, stand before it."""

from django.urls import URLPattern, path

from evenhand.doors.desk import (
    account,
    act_page,
    affiliations,
    complaint,
    draws,
    figures,
    findable,
    health,
    joining,
    leaving,
    materials,
    new_device,
    note,
    passkeys,
    people,
    recommendations,
    register,
    rules,
    sign_in,
    ties,
    worklist,
)
from evenhand.doors.staff.gate import View, signed_in

app_name = "desk"


def _gated(route: str, view: View, name: str) -> URLPattern:
    return path(route, signed_in(view), name=name)


urlpatterns = [
    path("sign-in/", sign_in.sign_in_page, name="sign-in"),
    path("sign-in/passkey/", passkeys.sign_in_options, name="sign-in-passkey"),
    path("new-device/", new_device.begin_page, name="new-device"),
    path("new-device/confirm/", new_device.finish_page, name="new-device-confirm"),
    path("sign-out/", sign_in.sign_out_page, name="sign-out"),
    _gated("", worklist.worklist_page, "worklist"),
    _gated("search/", findable.search_page, "search"),
    _gated("findable/", findable.make_findable_page, "make-findable"),
    _gated("ties/", ties.ties_page, "ties"),
    _gated("ties/<slug:ref>/end/", ties.end_page, "end-tie"),
    _gated("account/", account.account_page, "account"),
    _gated("account/note/", note.note_page, "note"),
    _gated("account/materials/", materials.materials_page, "materials"),
    _gated("account/passkeys/", passkeys.passkeys_page, "passkeys"),
    _gated("account/passkeys/options/", passkeys.new_options, "passkey-options"),
    _gated("account/passkeys/remove/", passkeys.remove_page, "remove-passkey"),
    _gated("figures/", figures.figures_page, "figures"),
    _gated("people/", people.people_page, "people"),
    _gated("people/new/", joining.new_page, "new-account"),
    _gated("people/<slug:ref>/confirm/", joining.confirm_page, "confirm-account"),
    _gated("people/<slug:ref>/end/", leaving.end_page, "end-account"),
    _gated("people/<slug:ref>/line/", affiliations.line_page, "line"),
    _gated("recommendations/", recommendations.recommendations_page, "recommendations"),
    _gated("recommendations/<int:finding>/<int:recommendation>/", recommendations.answer_page, "answer"),
    _gated("affiliations/", affiliations.affiliations_page, "affiliations"),
    _gated("health/", health.health_page, "health"),
    _gated("rules/", rules.rules_page, "rules"),
    _gated("register/", register.register_page, "register"),
    _gated("complaints/<str:number>/", complaint.complaint_page, "complaint"),
    _gated("complaints/<str:number>/complainant/", complaint.complainant_page, "complainant"),
    _gated("complaints/<str:number>/files/<str:address>/", complaint.file_page, "file"),
    _gated("complaints/<str:number>/draws/<str:draw>/", draws.draw_file, "draw"),
    _gated("complaints/<str:number>/acts/<slug:act>/", act_page.act_page, "act"),
    _gated("complaints/<str:number>/cases/<int:case>/acts/<slug:act>/", act_page.act_page, "case-act"),
]
