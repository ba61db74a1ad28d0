from . import gallery
from .support import ASSETS


def files_in(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_writing_the_gallery_again_gives_the_same_bytes(tmp_path):
    gallery.write(tmp_path / "gallery")
    assert files_in(tmp_path / "gallery") == files_in(ASSETS / "gallery")
