"""Every story of the library through the public API: the platform answers as the engine in memory does."""

from pathlib import Path

import pytest

from xuanhu.handbook_files.faults import Faulty
from xuanhu.handbook_files.loader import built_in
from xuanhu.scenarios.files import BUILT_IN, story_files
from xuanhu.scenarios.over_http import OverHttp
from xuanhu.scenarios.playing import play
from xuanhu.scenarios.reading import read_stories

FILES = list(story_files([BUILT_IN]))


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.parent.name}/{path.stem}" for path in FILES])
def test_stories_over_http_hold_as_in_memory(path: Path, served_at: str, rehearsal_key: str) -> None:
    stories = [story for story in read_stories(path, built_in()) if not isinstance(story, Faulty)]
    with OverHttp(served_at, rehearsal_key) as stage:
        failures = [str(failure) for story in stories for failure in play(story, stage).failures]
    assert failures == []
    assert stories
