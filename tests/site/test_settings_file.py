"""`evenhand.toml` is written by hand, so whatever is wrong in it is named with a sentence."""

from pathlib import Path

import pytest

from evenhand.site.home import HOSTS, Home, HomeError

GOOD = {"name": '"A"', "origin": '"register.example/a"', "timezone": '"Europe/London"'}


def home_with(folder: Path, **lines: str) -> Home:
    """A home whose settings have these lines beside or instead of the good ones; an empty one is left out."""
    text = "".join(f"{key} = {value}\n" for key, value in {**GOOD, **lines}.items() if value)
    (folder / "evenhand.toml").write_text(text)
    return Home(folder)


def test_what_is_not_said_has_its_default(tmp_path):
    settings = home_with(tmp_path).settings()
    assert (settings.hosts, settings.quick_exit, settings.database) == (tuple(HOSTS), "/exit/", "")


def test_hosts_are_a_list_of_names(tmp_path):
    assert home_with(tmp_path, hosts='["complaints.example"]').settings().hosts == ("complaints.example",)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ({"origin": ""}, "lacks the line origin = ...: add it."),
        ({"name": "7"}, "name is to be a text in quotation marks."),
        ({"quick_exit": "false"}, "quick_exit is to be a text in quotation marks."),
        ({"timezone": '"Europe/Atlantis"'}, "this machine knows no time zone 'Europe/Atlantis'"),
        ({"timezone": '"../../etc/passwd"'}, "this machine knows no time zone"),
        ({"timezone": '"Europe"'}, "this machine knows no time zone"),
        ({"timezone": '""'}, "this machine knows no time zone"),
        ({"timezone": '"\\u0000"'}, "this machine knows no time zone"),
        ({"hosts": '"complaints.example"'}, 'hosts is to be a list of names, as in hosts = ["complaints.example"].'),
        ({"hosts": "[]"}, "hosts is to be a list of names"),
        ({"hosts": "[1]"}, "hosts is to be a list of names"),
        ({"name": '"unfinished'}, "is not readable as TOML"),
    ],
)
def test_what_is_wrong_in_the_settings_is_said(tmp_path, lines, sentence):
    with pytest.raises(HomeError) as raised:
        home_with(tmp_path, **lines).settings()
    assert sentence in str(raised.value)
    assert "evenhand.toml" in str(raised.value)


def test_settings_that_are_no_text_or_cannot_be_read_are_refused(tmp_path):
    home = home_with(tmp_path)
    home.settings_file.write_bytes(b'name = "\xff"\n')
    with pytest.raises(HomeError, match="not readable as TOML"):
        home.settings()
    home.settings_file.unlink()
    home.settings_file.mkdir()
    with pytest.raises(HomeError, match="cannot be read"):
        home.settings()
