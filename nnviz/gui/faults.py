"""What ends the process at once, such as a segmentation fault: written down, and told at the next start."""

import faulthandler
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TextIO

from nnviz.core.sentences import BadInput, Sentence
from nnviz.gui.data_folder import data_folder

MOST_REPORTS = 10
LOG = "fault.log"
BROKE_OFF = "nnviz broke off the last time. A report for those who mend it is in “{path}”."


class FaultLog:
    """Where Python and Qt write when they cannot go on. earlier: the report of such an end, if any."""

    def __init__(self) -> None:
        self.earlier: Path | None = None
        self._file: TextIO | None = None
        with suppress(BadInput, OSError):
            self.earlier = _put_by(data_folder("reports") / LOG)

    @property
    def notice(self) -> Sentence | None:
        return Sentence(BROKE_OFF, {"path": str(self.earlier)}) if self.earlier else None

    def watch(self) -> None:
        """From now on faults of the process are written there, where anything can be."""
        with suppress(BadInput, OSError):
            self._file = (data_folder("reports") / LOG).open("a", encoding="utf-8", errors="replace")
            faulthandler.enable(self._file)

    def close(self) -> None:
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None

    def write(self, message: str) -> None:
        """Add Qt's last words."""
        if self._file is not None:
            self._file.write(f"{message}\n")
            self._file.flush()


def _put_by(log: Path) -> Path | None:
    """Give what an earlier process left a name of its own, and keep only the last ones."""
    if not log.exists() or not log.stat().st_size:
        return None
    ended = datetime.fromtimestamp(log.stat().st_mtime)
    earlier = log.with_name(f"fault {ended:%Y-%m-%d %H.%M.%S}.log")
    log.replace(earlier)
    for old in sorted(log.parent.glob("fault *.log"))[:-MOST_REPORTS]:
        old.unlink(missing_ok=True)
    return earlier
