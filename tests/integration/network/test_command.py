"""`xuanhu network load` as an operator types it."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.integration.network.office import SONGHE, Office
from xuanhu.commands.network import network

ESCORTS = "编号,姓名,城市,手机号,生效日期\nP-1,何小禾,北京,13800000301,2026-01-01\n"
BAD = ESCORTS + "P-2,罗一平,上海,13800000302,下个月\n"


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(network, [str(one) for one in arguments])
    return result.exit_code, result.output


def with_insurer(office: Office) -> tuple[str, str]:
    return "--with", f"insurer={office.code}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_file_is_loaded_however_it_was_saved(office: Office, tmp_path: Path, encoding: str):
    file = tmp_path / "陪诊.csv"
    file.write_text(ESCORTS, encoding)
    expected = "陪诊员：新增 1，更改 0，不变 0 (added, changed, the same)\n"
    assert run("load", file, "--as", "escorts", *with_insurer(office)) == (0, expected)
    assert run("load", file, "--as", "escorts", *with_insurer(office))[1] == expected.replace(
        "1，更改 0，不变 0", "0，更改 0，不变 1"
    )
    assert [one["name"] for one in office.get("/escorts").json["items"]] == ["何小禾"]
    assert list(tmp_path.iterdir()) == [file]


def test_wrong_rows_are_told_written_beside_and_keep_the_rest_out(office: Office, tmp_path: Path):
    file, beside = tmp_path / "陪诊.csv", tmp_path / "陪诊.faults.csv"
    file.write_text(BAD, "utf-8")
    code, text = run("load", file, "--as", "escorts", *with_insurer(office))
    assert code == 1
    wrong, right = "不是一个日子 (not a day that exists)", "日期要存在 (a date that exists, such as 2026-10-09)"
    assert text.splitlines() == [
        f"第 3 行 “生效日期”：“下个月” {wrong} → 写成 2026-10-09 的样子，{right}",
        f"问题另存在 {beside} (the faults are there, too)",
        "什么都没有载入；改好再来，或加 --partial (nothing was loaded)",
    ]
    with beside.open(encoding="utf-8-sig", newline="") as written:
        headings, row = csv.reader(written)
    assert (len(headings), row[:2]) == (4, ["3", "生效日期"])
    assert office.get("/escorts").json["items"] == []


def test_rest_goes_in_where_it_is_asked_for_and_the_list_of_faults_goes_when_all_is_right(
    office: Office, tmp_path: Path
):
    file, beside = tmp_path / "陪诊.csv", tmp_path / "陪诊.faults.csv"
    file.write_text(BAD, "utf-8")
    code, text = run("load", file, "--as", "escorts", "--partial", "--json", *with_insurer(office))
    said = json.loads(text)
    assert (code, said["stored"], said["counted"]) == (0, True, {"escorts": {"added": 1, "changed": 0, "same": 0}})
    assert [one["row"] for one in said["faults"]] == [3]
    assert beside.exists()
    file.write_text(BAD.replace("下个月", "2026-07-01"), "utf-8")
    assert run("load", file, "--as", "escorts", *with_insurer(office))[0] == 0
    assert (len(office.get("/escorts").json["items"]), beside.exists()) == (2, False)


def test_partner_list_may_be_a_column_of_names(office: Office, tmp_path: Path):
    file = tmp_path / "names.csv"
    file.write_text(f"医院名称\n{SONGHE}\n北京清源肿瘤医院\n", "gb18030")
    more = ["--with", "handbook=ins-oncology", "--with", "from=2026-01-01", *with_insurer(office)]
    assert run("load", file, "--as", "partners", *more)[0] == 0
    assert office.lists() == [("", "2026-01-01", None, 2)]


def test_command_without_a_platform_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("XUANHU_DATABASE_URL", raising=False)
    file = tmp_path / "陪诊.csv"
    file.write_text(ESCORTS, "utf-8")
    assert run("load", file, "--as", "escorts", "--with", "insurer=x")[0] == 2


def test_phone_that_is_wrong_is_not_repeated(office: Office, tmp_path: Path):
    file = tmp_path / "陪诊.csv"
    file.write_text(ESCORTS.replace("13800000301", "13800000301转9"), "utf-8")
    code, text = run("load", file, "--as", "escorts", *with_insurer(office))
    assert (code, "13800000301" in text, "13800000301" in (tmp_path / "陪诊.faults.csv").read_text("utf-8")) == (
        1,
        False,
        False,
    )


def test_row_that_the_tables_do_not_take_is_said_in_words(office: Office, tmp_path: Path):
    file = tmp_path / "陪诊.csv"
    file.write_text(ESCORTS, "utf-8")
    run("load", file, "--as", "escorts", *with_insurer(office))
    office.post("/escorts/P-1/end", {"until": "2026-07-01"})
    file.write_text(ESCORTS.replace("2026-01-01", "2026-08-01"), "utf-8")
    code, text = run("load", file, "--as", "escorts", *with_insurer(office))
    assert (code, text.startswith("与平台上的记录冲突，什么都没有载入")) == (1, True)
