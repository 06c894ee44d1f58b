"""The room as Django knows it: whenever the summary of a case is saved, its calls are brought in line with it."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.db.models.signals import post_save

if TYPE_CHECKING:
    from xuanhu.apps.cases.models import Case


class NoticesConfig(AppConfig):
    """Listens to cases, which know nothing of calls."""

    name = "xuanhu.apps.notices"

    def ready(self) -> None:
        """Listen from now on."""
        post_save.connect(_follow, sender="cases.Case", dispatch_uid="notices.calls")


def _follow(instance: "Case", update_fields: Collection[str] | None = None, **_: object) -> None:
    """Every act on a case ends by saving its summary, in the act's transaction."""
    from xuanhu.apps.cases.loading import state_of  # noqa: PLC0415 - models are there only once apps are ready
    from xuanhu.apps.notices.calling import asks_for_calls, keep_calls  # noqa: PLC0415

    is_summary = update_fields is not None and "head_hash" in update_fields
    if is_summary and asks_for_calls(instance.handbook, instance.edition, instance.service):
        keep_calls(instance, state_of(instance))
