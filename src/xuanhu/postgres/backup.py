"""A backup of the whole server while it works, as three files that can be checked, and the way back."""

import shutil
import tarfile
from pathlib import Path

from xuanhu.postgres.account import ourselves
from xuanhu.postgres.cluster import Cluster
from xuanhu.postgres.conninfo import ADMIN, PORT
from xuanhu.postgres.faults import PostgresFault

_BASE, _WAL = "base.tar.gz", "pg_wal.tar.gz"


def backup(cluster: Cluster, target: Path) -> Path:
    """Copy the running server as it is at one moment into a new folder; writing goes on meanwhile.

    A physical copy: all databases, roles and rights, for the same major version. It is personal data: the folder is
    closed to others, and it belongs on another machine.
    """
    target = target.expanduser().resolve()
    if target.exists():
        raise PostgresFault(f"{target} 已经存在，备份不覆盖任何东西", f"{target} exists; a backup overwrites nothing")
    cluster.start()
    us = ourselves()
    fresh = target.with_name(f"{target.name}.partial")  # what bears the target's name is whole
    shutil.rmtree(fresh, ignore_errors=True)
    done = us.run(
        cluster.usable_binaries(us).program("pg_basebackup"),
        *("-h", cluster.socket, "-p", str(PORT), "-U", ADMIN, "-w", "-D", fresh),
        # The log that is written meanwhile comes along, so the copy needs nothing else to be consistent.
        *("-X", "stream", "-c", "fast", "--format=tar", "--compress=client-gzip:1", "--manifest-checksums=SHA256"),
    )
    if done.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise PostgresFault("备份没有做成", "the backup failed", told=done.stderr)
    fresh.chmod(0o700)
    fresh.rename(target)
    return target


def restore(source: Path, cluster: Cluster) -> None:
    """Lay a backup out as the data of a cluster that has none yet; its next start goes on from there."""
    with cluster.locked() as account:
        if cluster.data.exists():
            raise PostgresFault(
                f"{cluster.data} 里已有数据，恢复不覆盖任何东西", f"{cluster.data} exists; nothing is overwritten"
            )
        _verify(source, cluster)
        fresh = cluster.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        _unpack(source / _BASE, fresh)
        _unpack(source / _WAL, fresh / "pg_wal")
        account.own_all(fresh)  # whoever made the backup, this server's user reads it
        fresh.rename(cluster.data)


def _verify(source: Path, cluster: Cluster) -> None:
    """Compare each file with the backup's list; the program reads tar files, but not the log inside them (-n)."""
    us = ourselves()
    program = cluster.usable_binaries(us).program("pg_verifybackup")
    done = us.run(program, "--no-parse-wal", "--exit-on-error", source.expanduser().resolve())
    if done.returncode:
        raise PostgresFault(f"{source} 不是完好的备份", f"{source} is no sound backup", told=done.stderr)


def _unpack(archive: Path, folder: Path) -> None:
    """Take folders and files out, nothing else and nowhere else; early releases of Python 3.11 cannot do it safely."""
    with tarfile.open(archive, "r:gz") as packed:
        for member in packed:
            target = folder / member.name
            content = packed.extractfile(member) if member.isreg() else None
            if ".." in target.parts or not target.is_relative_to(folder) or not (content or member.isdir()):
                raise PostgresFault(f"{archive} 里有不该有的 {member.name}", f"{archive} holds {member.name}")
            if content:
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with content, target.open("xb") as file:
                    shutil.copyfileobj(content, file)
            else:
                target.mkdir(mode=0o700, parents=True, exist_ok=True)
