"""Pages of the workbench as a person reads them."""

import re

from tests.integration.web import reading

BODY = re.compile(rb"<body[^>]*>")


def lines(content: bytes) -> list[str]:
    """What stands in the body of a page, line by line; a fragment is all body."""
    found = BODY.split(content, maxsplit=1)
    return reading.lines(b"<body>" + found[-1])
