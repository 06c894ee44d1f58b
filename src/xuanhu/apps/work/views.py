"""Views of the queue that people save: a name for a set of filters, theirs alone."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.sealing import sealer
from xuanhu.apps.work.actions import WorkFault
from xuanhu.apps.work.models import SavedView

NAME: Final = "work.savedview.name"
MOST: Final = 20
LONGEST: Final = 20


class View(NamedTuple):
    """A saved view, opened."""

    id: int
    name: str
    filters: Mapping[str, str]


def views_of(person: Person) -> list[View]:
    """Somebody's views, in their order."""
    rows = SavedView.objects.filter(person=person).order_by("order", "id")
    return [View(row.id, sealer().open(row.name, NAME), row.filters) for row in rows]


def keep_view(*, person: Person, name: str, filters: Mapping[str, str]) -> None:
    """Save a view; one of the same name is replaced. Raises WorkFault."""
    wanted = name.strip()
    if not wanted or len(wanted) > LONGEST:
        raise WorkFault(f"请给这个视图起个名字，最多 {LONGEST} 个字")
    known = views_of(person)
    same = next((view for view in known if view.name == wanted), None)
    if same is not None:
        SavedView.objects.filter(id=same.id).update(filters=dict(filters))
        return
    if len(known) >= MOST:
        raise WorkFault(f"最多保存 {MOST} 个视图，请先删掉不用的")
    last = SavedView.objects.filter(person=person).order_by("-order").values_list("order", flat=True).first()
    SavedView.objects.create(
        person=person, name=sealer().seal(wanted, NAME), filters=dict(filters), order=(last or 0) + 1
    )


def forget_view(*, person: Person, view: int) -> None:
    """Remove a view of one's own; another's stays."""
    SavedView.objects.filter(person=person, id=view).delete()
