"""Style sheets and pictures out of the package; the address of each holds its hash, so browsers keep it for good."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

import django_htmx
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

FOLDER: Final = Path(__file__).parent / "assets"
HTMX: Final = Path(django_htmx.__file__).parent / "static" / "django_htmx"
OF_OTHERS: Final = {"htmx.js": HTMX / "htmx-2.min.js"}
PREFIX: Final = "/static/"


@cache
def asset(name: str) -> str:
    """The address of a file of the assets folder, or of another's. Raises OSError for one that is not there."""
    path = Path(name)
    digest = hashlib.sha256(_file(name).read_bytes()).hexdigest()[:12]
    return f"{PREFIX}{path.with_suffix('')}.{digest}{path.suffix}"


def _file(name: str) -> Path:
    return OF_OTHERS.get(name, FOLDER / name)


class Assets(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves them, and nothing else of the disk; no step of a build, and no folder to collect them in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        for name in sorted({*OF_OTHERS, *(path.name for path in FOLDER.iterdir())}):
            self.add_file_to_dictionary(asset(name), str(_file(name)))

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Another content has another address."""
        del path, url
        return True
