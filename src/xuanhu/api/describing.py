"""What the OpenAPI document says beyond the shapes: the problems that an operation may answer with, its headers."""

from typing import Any

PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457, with a stable code.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
EVERYWHERE = {
    400: "The body or the address cannot be read (bad-json).",
    401: "No valid key and no session (no-key); a login that failed (wrong-login, code-needed).",
    403: "The role may not do that (not-permitted); a session without its token (no-csrf-token), or with a first "
    "password (must-change-password); no rehearsal is on (no-rehearsal).",
    404: "Not here, or another insurer's (not-found).",
    422: "Not of the right shape (malformed); errors names every place.",
    429: "Asked too often (too-many-requests), or too many wrong logins (locked); Retry-After says when to ask again.",
    500: "The platform failed (internal).",
    503: "The database cannot be reached (unavailable).",
}
OF_WRITES = {
    409: "In conflict with what is there (conflict, clock-set-back), or an Idempotency-Key that is at work "
    "(in-progress) or was used for another request (idempotency-mismatch).",
    413: "The body is too large (too-large).",
    415: "The body is not sent as application/json (not-json).",
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key with the same request is answered as before, and nothing is done twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


# Done each time that they are sent: a login, and showing somebody in full.
EACH_TIME = ("/session", "/reveal")


def describe(document: dict[str, Any]) -> None:
    """Add problems and headers to every operation."""
    document["components"]["schemas"]["Problem"] = PROBLEM
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            is_write = method == "post"
            problems = EVERYWHERE | (OF_WRITES if is_write else {})
            found = {status: _response(says) for status, says in problems.items()}
            operation["responses"] = found | operation["responses"]
            if is_write and not path.endswith(EACH_TIME):
                operation["parameters"].append(IDEMPOTENCY_KEY)


def _response(says: str) -> dict[str, Any]:
    """A problem as a response; an operation that says more of one describes it itself."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": says, "content": {"application/problem+json": {"schema": schema}}}
