"""Fill a real home with the team and some complaints, in a process of its own: `python -m tests.doors.desk.fill`.

Prints one JSON object: for each login its TOTP secret (base32), and the numbers of complaints by what was done with them.
"""

import json
import os
import sys

import django


def main() -> int:
    """Hire everybody and bring in a complaint for each stage that the browser is to see."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.site.settings")
    django.setup()
    from evenhand.office.draw_sample import draw_sample
    from evenhand.office.publish_finding import answer_recommendation, publish_finding
    from evenhand.process.numbers import number
    from evenhand.process.sampling import Frame, FrameKind
    from evenhand.process.systemic import Draft, Said
    from evenhand.site.home import Home
    from evenhand.site.wiring import make_office
    from tests.doors.desk.house import TEAM, House, enrolment

    home = Home.from_environment()
    house = House(make_office(home, home.settings()))
    house.hire()
    made = {
        stage: number(getattr(house, stage)(stage))
        for stage in ("received", "accepted", "recommended", "held", "told")
    }
    drawn = draw_sample(house.office, house.refs["olga"], Frame(FrameKind.OPEN), 3, "1623541623534621")
    draft = Draft(
        "Replies are late", "Half of them waited for weeks.", ("Answer within five days.", "Count them."), (1,)
    )
    found = publish_finding(house.office, house.refs["olga"], draft)
    answered = answer_recommendation(house.office, house.refs["anna"], Said(1, 1, "refused", "We are too few."))
    assert (drawn, found, answered) == (1, 1, None)
    secrets = {login: enrolment(login).totp_secret.base32 for login in TEAM}
    json.dump({"totp": secrets, "numbers": made}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
