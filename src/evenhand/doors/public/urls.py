"""The public door's addresses: pages for people, and a tlog-tiles log for programs, under one prefix (REGISTER.md 1.6)."""

from django.urls import path

from evenhand.doors.public import check, entries, figures, files, oversight, register

app_name = "public"
urlpatterns = [
    path("", register.about, name="register"),
    path("checkpoint", files.checkpoint, name="checkpoint"),
    path("tile/<path:rest>", files.tile, name="tile"),
    path("record/<str:name>", files.record, name="record"),
    path("vkey", files.key, {"name": "vkey"}, name="vkey"),
    path("policy", files.key, {"name": "policy"}, name="policy"),
    path("verify.html", files.verify, name="verify-page"),
    path("entries/", entries.entries, name="entries"),
    path("entries/<int:index>/", entries.entry, name="entry"),
    path("entries/<int:index>/bytes", entries.raw_entry, name="entry-bytes"),
    path("entries/<int:index>/proof", entries.proof, name="entry-proof"),
    path("figures/", figures.figures, name="figures"),
    path("figures/periods.csv", figures.download, {"name": "periods.csv"}, name="periods-csv"),
    path("figures/periods.json", figures.download, {"name": "periods.json"}, name="periods-json"),
    path("oversight/", oversight.oversight, name="oversight"),
    path("oversight/<int:number>/", oversight.finding, name="finding"),
    path("oversight/<int:number>/document", oversight.document, name="finding-file"),
    path("oversight/<int:number>/answers/<int:entry>/document", oversight.document, name="answer-file"),
    path("check/", check.check, name="check"),
]
