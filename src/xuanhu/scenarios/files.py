"""Where stories are found: files that are named, and every story file below a folder."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from xuanhu.handbook_files.faults import Fault, Faulty, Place

STORY = re.compile(rb"^[\"']?story[\"']?\s*:", re.MULTILINE)
SUFFIXES = (".yaml", ".yml")
BUILT_IN = Path(__file__).parent.parent / "handbooks"


def story_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files, in order; of a folder those that hold a story. Raises Faulty for a path that is not there."""
    for path in paths:
        if not path.exists():
            wrong = "没有这个文件或文件夹 (there is no such file or folder)"
            raise Faulty([Fault(Place(str(path), 1, 1), "no-file", wrong, "核对路径 (check the path)")])
        if path.is_file():
            yield path
            continue
        files = sorted(one for one in path.rglob("*") if one.suffix in SUFFIXES and one.is_file())
        yield from (file for file in files if STORY.search(file.read_bytes()))
