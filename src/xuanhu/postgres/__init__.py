"""The room that keeps PostgreSQL: it finds the server that came with the installation, starts and stops it, prepares
the roles and the database (here, or in a PostgreSQL that stands elsewhere), and backs it up. What others may use.
"""

from xuanhu.postgres.backup import backup, restore
from xuanhu.postgres.binaries import Binaries, find_binaries
from xuanhu.postgres.cluster import Cluster
from xuanhu.postgres.conninfo import ADMIN, APP, DATABASE, OWNER, Access, django_database
from xuanhu.postgres.external import prepare_external
from xuanhu.postgres.faults import PostgresFault
from xuanhu.postgres.places import state_folder
from xuanhu.postgres.postmaster import Status
from xuanhu.postgres.preparing import prepare

__all__ = [
    "ADMIN",
    "APP",
    "DATABASE",
    "OWNER",
    "Access",
    "Binaries",
    "Cluster",
    "PostgresFault",
    "Status",
    "backup",
    "django_database",
    "find_binaries",
    "prepare",
    "prepare_external",
    "restore",
    "state_folder",
]
