"""Where the files that come with nnviz lie: presets, icons, translations."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """The path of a file or folder below `resources/`; it may not exist.

    In a checkout that folder lies beside the package, in an installed wheel inside it as `_resources`.
    """
    installed = _PACKAGE / "_resources"
    root = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return root.joinpath(*parts)
