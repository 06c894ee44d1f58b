"""Lines of the settings: which store they name, and errors that repeat nothing of them."""

import traceback

import pytest

from xuanhu.integrations.store import UnusableStore, store_for

SECRET = "Hush4Hush"  # noqa: S105 - of nobody


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("file:///var/lib/xuanhu/documents", "FolderStore('/var/lib/xuanhu/documents')"),
        (" FILE:///with%20blank/%E8%B5%84%E6%96%99 ", "FolderStore('/with blank/资料')"),
        ("memory:", "MemoryStore()"),
    ],
)
def test_a_line_names_a_store(line: str, shown: str):
    assert repr(store_for(line)) == shown


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "unknown-store"),
        ("file", "unknown-store"),
        (f"s3://id:{SECRET}@bucket", "unknown-store"),
        ("file:relative", "missing-part"),
        ("file://host/path", "missing-part"),
        ("file:///", "missing-part"),
        (f"file:///path?key={SECRET}", "unknown-option"),
        (f"file:///path#{SECRET}", "unknown-option"),
        (f"file:///{SECRET}%00", "unreadable"),
        (f"file://[{SECRET}", "unreadable"),
        (f"memory:{SECRET}", "unreadable"),
    ],
)
def test_a_line_that_names_none_is_told_so_and_not_repeated(line: str, code: str):
    with pytest.raises(UnusableStore) as caught:
        store_for(line)
    assert caught.value.code == code
    assert SECRET not in "".join(traceback.format_exception(caught.value))
