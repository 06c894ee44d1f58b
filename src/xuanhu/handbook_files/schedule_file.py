"""An operator's file for a year's holidays: one YAML document a year, or a folder of them."""

from pathlib import Path

from xuanhu.core.reckoning import ScheduleError, YearSchedule, parse_schedule
from xuanhu.handbook_files.faults import Fault, Faulty, Place
from xuanhu.handbook_files.yaml_text import Document, read_documents


def read_schedules(path: Path) -> list[YearSchedule]:
    """The schedules of a file, or of every YAML file of a folder. Raises Faulty with all that is wrong in them."""
    if not path.exists():
        wrong = "没有这个文件 (there is no such file)"
        raise Faulty([Fault(Place(str(path), 1, 1), "no-file", wrong, "核对路径 (check the path)")])
    files = sorted(path.glob("*.y*ml")) if path.is_dir() else [path]
    schedules: list[YearSchedule] = []
    faults: list[Fault] = []
    for file in files:
        for document in read_documents(file.read_bytes(), str(file)):
            try:
                schedules.append(_read(document))
            except Faulty as faulty:
                faults += faulty.faults
    if faults:
        raise Faulty(faults)
    return schedules


def _read(document: Document) -> YearSchedule:
    try:
        return parse_schedule(document.value)
    except ScheduleError as error:
        raise Faulty(
            Fault(document.place(_path(fault.path)), "bad-schedule", f"{fault.chinese} ({fault.english})")
            for fault in error.faults
        ) from None


def _path(text: str) -> tuple[str | int, ...]:
    """holidays[2].to as ('holidays', 2, 'to')."""
    steps = text.replace("[", ".").replace("]", "").split(".")
    return tuple(int(step) if step.isdigit() else step for step in steps if step)
