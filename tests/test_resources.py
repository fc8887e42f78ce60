"""The resources are found in a checkout and in an installed wheel."""

from pathlib import Path

import pytest

from nnviz import resources


def test_a_checkout_has_them_beside_the_package() -> None:
    assert resources.resource("presets", "bowl.nnviz").is_file()


def test_a_wheel_has_them_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nnviz" / "_resources").mkdir(parents=True)
    (tmp_path / "resources").mkdir()  # another package's folder of that name in site-packages
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "nnviz")
    assert resources.resource("presets") == tmp_path / "nnviz" / "_resources" / "presets"
