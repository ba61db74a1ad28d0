"""The portal's addresses. No address holds anything that opens a complaint: that is in cookies and forms alone."""

from django.urls import path

from evenhand.doors.portal import check, complain, draw, follow, home, receipt

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("leave/", home.leave_quickly, name="leave-quickly"),
    path("complain/", complain.start, name="start"),
    path("complain/discard/", complain.discard, name="discard"),
    path("complain/files/", complain.files, name="files"),
    path("complain/check/", check.check, name="check"),
    path("complain/<slug:name>/", complain.step, name="step"),
    path("follow/", follow.enter, name="follow"),
    path("follow/leave/", follow.leave, name="leave"),
    path("follow/complaint/", follow.track, name="track"),
    path("follow/write/", follow.write_message, name="write"),
    path("follow/file/<str:address>/", follow.download, name="file"),
    path("follow/draw/<str:draw>/", draw.download, name="draw"),
    path("follow/receipt/<int:index>/", receipt.page, name="receipt"),
    path("follow/receipt/<int:index>/file/", receipt.download, name="receipt-file"),
]
