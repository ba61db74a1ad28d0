"""The whole journey with scripts on: the pages as they are in most browsers.

A file for each of the two, so that they are walked beside each other.
"""

import pytest

from tests.journeys.whole import from_the_form_to_a_published_figure


@pytest.mark.browser
def test_a_complaint_goes_from_the_form_to_a_published_figure(served, colleagues, browser, tmp_path):
    from_the_form_to_a_published_figure(served, colleagues, browser, tmp_path, scripts=True)
