"""What keeps the platform from running, said so that the reader knows what to do: Chinese, then English."""


class CannotRun(RuntimeError):  # noqa: N818 - the house calls what is wrong by its name
    """The platform cannot start, or cannot go on."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese} ({english})")
