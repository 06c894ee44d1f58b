"""The project's own files, as git sees them: what is tracked, or would be."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "xuanhu"
NOT_OURS = {".git", ".venv", "__pycache__", "build", "dist"}


def own_files(*, root: Path = ROOT) -> list[Path]:
    """Every file of the project; outside of a git checkout, all but what tools left behind."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout:
        paths = [root / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = [path for path in root.rglob("*") if NOT_OURS.isdisjoint(path.relative_to(root).parts)]
    return sorted(path for path in paths if path.is_file())


def own_modules(*, below: Path) -> list[Path]:
    """The Python files below a folder."""
    return [path for path in own_files() if path.suffix == ".py" and path.is_relative_to(below)]


def named(path: Path) -> str:
    """The path as a reader would write it."""
    return path.relative_to(ROOT).as_posix()
