"""Style sheets and pictures out of the package; the address of each holds its hash, so browsers keep it for good."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

FOLDER: Final = Path(__file__).parent / "assets"
PREFIX: Final = "/static/"


@cache
def asset(name: str) -> str:
    """The address of a file of the assets folder. Raises OSError for one that is not there."""
    path = Path(name)
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    return f"{PREFIX}{path.with_suffix('')}.{digest}{path.suffix}"


class Assets(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves them, and nothing else of the disk; no step of a build, and no folder to collect them in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        for path in sorted(FOLDER.iterdir()):
            self.add_file_to_dictionary(asset(path.name), str(path))

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Another content has another address."""
        del path, url
        return True
