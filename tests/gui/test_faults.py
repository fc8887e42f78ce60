"""The end of a process without a word is written down, and told at the next start."""

import faulthandler
import subprocess
import sys
from pathlib import Path

import pytest

from nnviz.gui.faults import LOG, MOST_REPORTS, FaultLog

FALLS = """
import faulthandler
from nnviz.gui.faults import FaultLog
log = FaultLog()
log.watch()
log.write("Qt's last words")
faulthandler._sigsegv()
"""


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return tmp_path / "data" / "reports"


def test_a_fault_is_told_at_the_next_start_only(reports: Path) -> None:
    assert FaultLog().notice is None
    assert subprocess.run([sys.executable, "-c", FALLS]).returncode != 0
    earlier = FaultLog().earlier
    assert earlier is not None
    words = earlier.read_text(encoding="utf-8")
    assert "Segmentation fault" in words
    assert "Qt's last words" in words
    assert FaultLog().notice is None


def test_only_the_last_reports_are_kept(reports: Path) -> None:
    reports.mkdir(parents=True)
    for day in range(1, MOST_REPORTS + 5):
        (reports / f"fault 2001-01-{day:02} 10.00.00.log").touch()
    (reports / LOG).write_text("end", encoding="utf-8")
    notice = FaultLog().notice
    assert str(reports) in str(notice)
    left = sorted(path.name for path in reports.glob("fault *.log"))
    assert len(left) == MOST_REPORTS
    assert "2001-01-01" not in left[0]


def test_where_nothing_can_be_written_there_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    log = FaultLog()
    log.watch()
    log.write("words")
    assert log.notice is None
    assert faulthandler.is_enabled()  # pytest's own
