"""A job that fails is logged with its place, and without what it was about."""

import logging
import sys

from tests.integration.platform import Platform


def test_an_error_of_a_job_is_logged_by_its_kind_and_place_only(platform: Platform) -> None:
    from xuanhu.apps.jobs.discretion import Discreet

    name = chr(0x738B) + "芳"  # so that the line of the code does not say it
    try:
        int(name)
    except ValueError:
        record = logging.LogRecord("procrastinate.worker", logging.ERROR, __file__, 1, "Job %s", (7,), sys.exc_info())
    assert Discreet().filter(record)
    said = logging.Formatter().format(record)
    assert said.startswith("Job 7 ValueError\n")
    assert ("test_logs.py" in said, "王芳" in said) == (True, False)
    assert [type(one).__name__ for one in logging.getLogger("procrastinate").handlers[0].filters] == ["Discreet"]
