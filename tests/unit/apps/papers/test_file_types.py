"""What files are told to be, by their bytes alone."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuanhu.apps.papers.file_types import ENDINGS, EmptyFile, Recogniser, Unaccepted

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = {"[Content_Types].xml": b"<Types/>"}


def told(content: bytes, block: int = 4096) -> str:
    """What it is, or why it is not taken."""
    recogniser = Recogniser()
    try:
        for place in range(0, len(content), block):
            recogniser.feed(content[place : place + block])
        return recogniser.finish()
    except Unaccepted as error:
        return str(error).partition("，")[0].removeprefix("这是")


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return held.getvalue()


def ole(name: str, before: int = 1000) -> bytes:
    return OLE + bytes(before) + name.encode("utf-16-le") + bytes(1000)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xef\xbb\xbf\r\n %PDF-1.7\n", "application/pdf"),
        (b"\xff\xd8\xff\xe1Exif", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"BM\x10\0\0\0\0\0\0\0", "image/bmp"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"\0\0\0\x18ftypmif1", "image/heic"),
        (bytes(128) + b"DICM", "application/dicom"),
        (b"II*\0" + bytes(124) + b"DICM", "application/dicom"),
        (zipped({"IM0001": b"x"}), "application/zip"),
        (zipped({f"series/IM{n:05}": b"x" for n in range(3000)}), "application/zip"),
        (zipped({**TYPES, "word/document.xml": b"x"}), ".docx"),
        (zipped({"word/document.xml": b"x", **TYPES}, zipfile.ZIP_STORED), ".docx"),
        (zipped({"letter.docx": zipped({**TYPES, "word/document.xml": b"x"})}, zipfile.ZIP_STORED), "application/zip"),
        (ole("WordDocument"), "application/msword"),
        (ole("WordDocument", 300_000), "application/msword"),
    ],
)
def test_what_is_taken(content: bytes, found: str):
    endings = {ending: media for media, ending in ENDINGS.items()}
    assert told(content) == endings.get(found, found)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"MZ\x90\0", "Windows 程序"),
        (b"MZ" + bytes(126) + b"DICM", "Windows 程序"),
        (b"\x7fELF", "程序"),
        (b"Rar!\x1a\x07\0", "RAR 压缩包"),
        (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
        (b"\x1f\x8b\x08", "GZIP 压缩包"),
        (bytes(257) + b"ustar", "TAR 包"),
        (bytes(32769) + b"CD001", "光盘映像（ISO）"),
        (b"PK\x05\x06" + bytes(18), "一个空的 ZIP 包"),
        (ole("Workbook"), "Excel 表格"),
        (ole("PowerPoint Document", 200_000), "PowerPoint 文稿"),
        (ole("Something"), "旧格式的 Office 文件"),
        (zipped({**TYPES, "xl/workbook.xml": b"x"}), "Excel 表格"),
        (zipped({**TYPES, "ppt/presentation.xml": b"x"}), "PowerPoint 文稿"),
        (zipped({**TYPES, "visio/document.xml": b"x"}), "不认识的 Office 文件"),
        (zipped({"AndroidManifest.xml": b"x"}), "安卓程序"),
        (zipped({"META-INF/MANIFEST.MF": b"x"}), "Java 程序"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}, zipfile.ZIP_STORED), "OpenDocument 文档"),
        (b"{\\rtf1", "RTF 文档"),
        (b"RIFF\0\0\0\0WAVEfmt ", "录音或录像"),
        (b"ID3\x03", "录音"),
        (b"\0\0\0\x18ftypisom", "录像"),
        (b"  <!DOCTYPE HTML>", "网页（HTML）"),
        (b"<html>%PDF-1.4", "网页（HTML）"),
        (b"<svg xmlns=''>", "SVG 图"),
        (b"<?xml version='1.0'?>", "XML 文件"),
        (b"#!/usr/bin/env python", "脚本"),
        (b"<?php phpinfo();", "脚本"),
        ("病历：咳嗽三周".encode(), "纯文本"),
        ("病历：咳嗽三周".encode("gb18030"), "纯文本"),
        (("王䶮" * 40_000).encode("gb18030"), "纯文本"),
        (b"BM is how this text begins", "纯文本"),
        (b'{"json": true}', "纯文本"),
        (b"\0\x01\x02", "不认识的文件"),
        (bytes(100_000), "不认识的文件"),
    ],
)
def test_what_is_not_taken_is_told_what_it_is(content: bytes, what: str):
    assert told(content) == what


def test_nothing_is_told_to_be_empty():
    with pytest.raises(EmptyFile, match="这个文件是空的"):
        told(b"")


def test_what_would_be_right_is_said_with_it():
    with pytest.raises(Unaccepted) as caught:
        Recogniser().feed(b"MZ" + bytes(70_000))
    assert str(caught.value) == (
        "这是Windows 程序，不能收；请传 PDF、图片（JPG、PNG、HEIC、TIFF、BMP、WebP、GIF）、"
        "Word、DICOM 影像或影像的 ZIP 包 "
        "(this is a program; send a PDF, a picture, a Word document, DICOM or a ZIP of images)"
    )


@given(st.binary(max_size=300), st.integers(1, 50))
def test_however_it_is_cut_it_is_told_the_same(content: bytes, block: int):
    if content:
        assert told(content, block) == told(content)


@pytest.mark.parametrize("block", [1, 7, 24, 4096])
def test_a_name_in_an_old_file_is_found_across_blocks(block: int):
    assert told(ole("WordDocument", 66_000), block) == "application/msword"
