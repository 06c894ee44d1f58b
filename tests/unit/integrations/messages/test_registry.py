"""Lines of the settings: which sender they name, and errors that keep secrets."""

import traceback
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuanhu.integrations.messages import UnusableSender, sender_for

SECRET = "Hush4Hush"  # noqa: S105 - of nobody


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("file:///var/lib/xuanhu/messages", "FileSender('/var/lib/xuanhu/messages')"),
        (" file:///with%20blank/%E6%B6%88%E6%81%AF ", "FileSender('/with blank/消息')"),
        (
            f"smtp://a%40example.cn:{SECRET}@mail.example.cn",
            "SmtpSender(host='mail.example.cn', port=587, tls='starttls')",
        ),
        (
            f"SMTP://a%40example.cn:{SECRET}@mail.example.cn:465/",
            "SmtpSender(host='mail.example.cn', port=465, tls='ssl')",
        ),
        (
            f"smtp://u:{SECRET}@mail.example.cn:2525?tls=starttls&from=a@example.cn&timeout=2.5",
            "SmtpSender(host='mail.example.cn', port=2525, tls='starttls')",
        ),
        (
            "smtp://relay.example.cn?tls=none&from=a@example.cn",
            "SmtpSender(host='relay.example.cn', port=25, tls='none')",
        ),
        (
            f"smtp://u:{SECRET}@localhost?tls=none&from=a@example.cn",
            "SmtpSender(host='localhost', port=25, tls='none')",
        ),
        (
            f"aliyun-sms://LTAI:{SECRET}@/?sign=%E6%82%AC%E5%A3%B6",
            "AliyunSmsSender(Gateway(host='dysmsapi.aliyuncs.com'), sign='悬壶')",
        ),
        (
            f"aliyun-sms://LTAI:{SECRET}@dysmsapi.cn-shanghai.example.cn?sign=悬壶&timeout=5",
            "AliyunSmsSender(Gateway(host='dysmsapi.cn-shanghai.example.cn'), sign='悬壶')",
        ),
        (
            f"aliyun-sms://LTAI:{SECRET}@[::1]:8080/?sign=悬壶&tls=none",
            "AliyunSmsSender(Gateway(host='::1'), sign='悬壶')",
        ),
    ],
)
def test_a_line_names_a_sender(line: str, shown: str):
    assert repr(sender_for(line)) == shown


def test_a_line_may_name_the_terminal():
    assert type(sender_for("console:")).__name__ == "ConsoleSender"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "unknown-sender"),
        ("file", "unknown-sender"),
        (f"{SECRET}:{SECRET}@host", "unknown-sender"),
        (f"tencent-sms://id:{SECRET}@/", "unknown-sender"),
        ("file:relative/path", "missing-part"),
        ("file://messages", "missing-part"),
        ("file:///", "missing-part"),
        (f"file:///path?key={SECRET}", "unknown-option"),
        (f"console:?{SECRET}=1", "unknown-option"),
        (f"console://{SECRET}/x", "unreadable"),
        (f"smtp://u:{SECRET}/x@host?from=a@b.cn", "unreadable"),
        (f"smtp://u:12/{SECRET}@host?from=a@b.cn", "unreadable"),
        (f"smtp://u:p#{SECRET}@host?from=a@b.cn", "unreadable"),
        (f"smtp://u:p?{SECRET}@host", "unreadable"),
        (f"smtp://u:p?{SECRET}=x@host", "unreadable"),
        (f"smtp://u:p]{SECRET}@host", "unreadable"),
        (f"smtp://u:{SECRET}@host:99999?from=a@b.cn", "unreadable"),
        (f"smtp://u:{SECRET}@host?from=a@b.cn&from=c@d.cn", "unreadable"),
        (f"smtp://u:{SECRET}密@host?from=a@b.cn", "unreadable"),
        (f"smtp://u:{SECRET}%0d%0a@host?from=a@b.cn", "unreadable"),
        (f"smtp://u:{SECRET}@ho..st?from=a@b.cn", "unreadable"),
        (f"smtp://u:{SECRET}@{'h' * 64}?from=a@b.cn", "unreadable"),
        (f"smtp://u:{SECRET}@host?from=a@b.cn&name=a%0ab", "unreadable"),
        (f"file:///{SECRET}%00", "unreadable"),
        (f"smtp://u:{SECRET}@host?form=a@b.cn", "unknown-option"),
        (f"smtp://u:{SECRET}@?from=a@b.cn", "missing-part"),
        (f"smtp://u:{SECRET}@host", "missing-part"),
        (f"smtp://u:{SECRET}@host?from=nobody", "missing-part"),
        (f"smtp://u:{SECRET}@host?from=a@b.cn&tls={SECRET}", "bad-option"),
        (f"smtp://u:{SECRET}@host?from=a@b.cn&timeout={SECRET}", "bad-option"),
        (f"smtp://u:{SECRET}@host?from=a@b.cn&timeout=0", "bad-option"),
        (f"smtp://u:{SECRET}@host?from=a@b.cn&timeout=121", "bad-option"),
        (f"smtp://u:{SECRET}@host?from=a@b.cn&timeout=1.2.3", "bad-option"),
        (f"smtp://u:{SECRET}@host?from=a@b.cn&ca=/nowhere/{SECRET}.pem", "bad-option"),
        (f"smtp://u:{SECRET}@host?from=a@b.cn&tls=none", "not-encrypted"),
        (f"aliyun-sms://:{SECRET}@/?sign=悬壶", "missing-part"),
        (f"aliyun-sms://{SECRET}@/?sign=悬壶", "missing-part"),
        (f"aliyun-sms://LTAI:{SECRET}@/", "missing-part"),
        (f"aliyun-sms://LTAI:{SECRET}@/?sign=", "missing-part"),
        (f"aliyun-sms://LTAI:{SECRET}@host/?sign=悬壶&tls=none", "not-encrypted"),
        (f"aliyun-sms://LTAI:{SECRET}@/?sign=悬壶&tls=none", "not-encrypted"),
        (f"aliyun-sms://LTAI:{SECRET}@host/?sign=悬壶&tls=starttls", "bad-option"),
    ],
)
def test_a_line_that_cannot_be_used_says_why_in_both_languages_and_repeats_nothing(line: str, code: str):
    with pytest.raises(UnusableSender) as caught:
        sender_for(line)
    error = caught.value
    assert (error.code, str(error)) == (code, f"{error.zh} ({error.en})")
    assert error.zh
    assert error.en.isascii()
    assert SECRET.lower() not in "".join(traceback.format_exception(error)).lower().replace(line.lower(), "")
    assert SECRET.lower() not in f"{error!r}{error.__context__!r}".lower()


def test_certificates_that_are_none_are_a_bad_option(tmp_path: Path):
    file = tmp_path / "ca.pem"
    file.write_text("no certificate")
    with pytest.raises(UnusableSender) as caught:
        sender_for(f"smtp://host?from=a@b.cn&ca={quote(str(file))}")
    assert caught.value.code == "bad-option"


@given(st.text("/?#@%:[]&= +abc王", max_size=6), st.sampled_from(["smtp", "aliyun-sms", "file", "console", "fax"]))
def test_no_password_is_ever_repeated_however_it_is_written(odd: str, scheme: str):
    line = f"{scheme}://user:{odd}{SECRET}{odd}@host?sign=x"
    try:
        shown = repr(sender_for(line))
    except UnusableSender as error:
        shown = f"{error!r}{error.__context__!r}"
    assert scheme == "file" or SECRET.lower() not in shown.lower()
