"""A skip is said aloud; where nothing may be missing (TSUNAGARU_NO_SKIP=1, set by .ci/run) it is a failure."""

import collections
import os
from collections.abc import Generator
from typing import TypeVar

import pytest

_Report = TypeVar("_Report", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _judged((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _judged((yield))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = collections.Counter(_reason(report) for report in terminalreporter.getreports("skipped"))
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} skipped: {reason}", yellow=True, bold=True)


def _judged(report: _Report) -> _Report:
    """Turn a skip into a failure; a test that is expected to fail, and does, is not a skip."""
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("TSUNAGARU_NO_SKIP") == "1":
        report.outcome = "failed"
        report.longrepr = f"No test may be skipped here (TSUNAGARU_NO_SKIP=1): {_reason(report)}"
    return report


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Take the reason out of (file, line, reason), which is what pytest keeps of a skip."""
    kept = report.longrepr
    return str(kept[2] if isinstance(kept, tuple) else kept).removeprefix("Skipped: ")
