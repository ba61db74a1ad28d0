import pytest

from .transcripts import FOLDER, perform


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_what_is_typed_is_answered_as_written_down(path, tmp_path):
    assert perform(path.read_text(), tmp_path) == path.read_text()
