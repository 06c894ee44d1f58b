"""What a file really is, told by its own bytes: what it is called and what it claims to be are never asked.

Pure. A `Recogniser` watches a stream go by and speaks as soon as it is sure that the file is not taken.
"""

import codecs
import struct
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

HEAD: Final = 64 * 1024  # what is looked at from the beginning; the mark of a disc image stands at 32,769
TAIL: Final = 128 * 1024  # and from the end, where a ZIP lists what is in it

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
HEIC: Final = "image/heic"
TIFF: Final = "image/tiff"
BMP: Final = "image/bmp"
WEBP: Final = "image/webp"
GIF: Final = "image/gif"
DICOM: Final = "application/dicom"
ZIP: Final = "application/zip"
DOC: Final = "application/msword"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLE: Final = "application/x-ole-storage"  # not yet known which
ENDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        PDF: ".pdf",
        JPEG: ".jpg",
        PNG: ".png",
        HEIC: ".heic",
        TIFF: ".tif",
        BMP: ".bmp",
        WEBP: ".webp",
        GIF: ".gif",
        DICOM: ".dcm",
        ZIP: ".zip",
        DOC: ".doc",
        DOCX: ".docx",
    }
)  # of what is taken
ACCEPTED: Final = "PDF、图片（JPG、PNG、HEIC、TIFF、BMP、WebP、GIF）、Word、DICOM 影像或影像的 ZIP 包"
ACCEPTED_EN: Final = "a PDF, a picture, a Word document, DICOM or a ZIP of images"
_PRINT: Final = "请另存为 PDF 再传"
_PACK: Final = "请解开，把里面的文件分别上传，影像请打成 ZIP 再传"
_OTHER: Final = f"请传 {ACCEPTED}"


class Unaccepted(ValueError):  # noqa: N818 - what is raised is a file that is not taken
    """A file that is not taken: what it is, and what would be right."""

    def __init__(self, what: str, en: str, instead: str = _OTHER) -> None:
        super().__init__(f"这是{what}，不能收；{instead} (this is {en}; send {ACCEPTED_EN})")


class EmptyFile(ValueError):  # noqa: N818 - the same
    """A file with nothing in it."""

    def __init__(self) -> None:
        super().__init__(f"这个文件是空的；{_OTHER} (the file is empty; send {ACCEPTED_EN})")


class _Refused(NamedTuple):
    what: str
    en: str
    instead: str = _OTHER


_MARKS: Final[tuple[tuple[int, bytes, str | _Refused], ...]] = (
    # The first 128 bytes of DICOM are anybody's: a program in them stays one, a picture's mark does not count.
    (0, b"MZ", _Refused("Windows 程序", "a program")),
    (0, b"\x7fELF", _Refused("程序", "a program")),
    (0, b"\xcf\xfa\xed\xfe", _Refused("程序", "a program")),
    (0, b"\xca\xfe\xba\xbe", _Refused("程序", "a program")),
    (128, b"DICM", DICOM),
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"GIF87a", GIF),
    (0, b"GIF89a", GIF),
    (0, b"II*\0", TIFF),
    (0, b"MM\0*", TIFF),
    (0, b"II+\0", TIFF),
    (0, b"MM\0+", TIFF),
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", _Refused("一个空的 ZIP 包", "an empty ZIP")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (0, b"Rar!\x1a\x07", _Refused("RAR 压缩包", "a RAR archive", _PACK)),
    (0, b"7z\xbc\xaf\x27\x1c", _Refused("7z 压缩包", "a 7z archive", _PACK)),
    (0, b"\x1f\x8b", _Refused("GZIP 压缩包", "a GZIP archive", _PACK)),
    (257, b"ustar", _Refused("TAR 包", "a TAR archive", _PACK)),
    (32769, b"CD001", _Refused("光盘映像（ISO）", "a disc image", _PACK)),
    (0, b"{\\rtf", _Refused("RTF 文档", "an RTF document", _PRINT)),
    (0, b"ID3", _Refused("录音", "a sound recording")),
)
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_IN_OLE: Final = (  # names in the directory of an OLE file
    ("WordDocument".encode("utf-16-le"), DOC),
    ("Workbook".encode("utf-16-le"), _Refused("Excel 表格", "an Excel sheet", _PRINT)),
    ("PowerPoint Document".encode("utf-16-le"), _Refused("PowerPoint 文稿", "a PowerPoint file", _PRINT)),
)
_LONGEST_NAME: Final = max(len(name) for name, _ in _IN_OLE)
_IN_ZIP: Final = (  # entries that tell what a ZIP really is
    ("AndroidManifest.xml", _Refused("安卓程序", "a program")),
    ("META-INF/MANIFEST.MF", _Refused("Java 程序", "a program")),
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", _Refused("Excel 表格", "an Excel sheet", _PRINT)),
    ("ppt/presentation.xml", _Refused("PowerPoint 文稿", "a PowerPoint file", _PRINT)),
    ("[Content_Types].xml", _Refused("不认识的 Office 文件", "an unknown Office file", _PRINT)),
)
_ODF: Final = b"mimetypeapplication/vnd.oasis.opendocument"
_TEXTS: Final = (
    (b"<!doctype html", _Refused("网页（HTML）", "a web page", _PRINT)),
    (b"<html", _Refused("网页（HTML）", "a web page", _PRINT)),
    (b"<script", _Refused("网页（HTML）", "a web page", _PRINT)),
    (b"<svg", _Refused("SVG 图", "an SVG drawing", _PRINT)),
    (b"<?xml", _Refused("XML 文件", "an XML file", _PRINT)),
    (b"<?php", _Refused("脚本", "a script")),
    (b"#!", _Refused("脚本", "a script")),
)
_TEXT: Final = _Refused("纯文本", "plain text", _PRINT)
_UNKNOWN: Final = _Refused("不认识的文件", "of no known kind")
_BLANKS: Final = b" \t\r\n\f"
_CONTROLS: Final = frozenset(chr(code) for code in range(32)) - set("\t\n\r\f\x1b")


class Recogniser:
    """Looks on while a file goes by: `feed` it, then ask `finish`. Both raise Unaccepted, `finish` also EmptyFile."""

    def __init__(self) -> None:
        self._head = b""
        self._tail = bytearray()
        self._found: str | _Refused | None = None

    def feed(self, block: bytes) -> None:
        """The next bytes."""
        if len(self._head) < HEAD:
            self._head += block[: HEAD - len(self._head)]
            if len(self._head) == HEAD:
                self._found = _taken(_by_mark(self._head))
        if self._found == OLE:
            self._found = _named_in_ole(bytes(self._tail[-_LONGEST_NAME:]) + block) or OLE
        self._tail += block
        del self._tail[:-TAIL]

    def finish(self) -> str:
        """The media type, now that all has gone by."""
        if not self._head:
            raise EmptyFile
        found = self._found or _by_mark(self._head)
        if found == OLE:
            found = _named_in_ole(self._head + bytes(self._tail)) or _Refused(
                "旧格式的 Office 文件", "an OLE file", _PRINT
            )
        if found == ZIP:
            found = _in_zip(self._head, bytes(self._tail))
        return _taken(found)


def _taken(found: str | _Refused) -> str:
    if isinstance(found, _Refused):
        raise Unaccepted(*found)
    return found


def _by_mark(head: bytes) -> str | _Refused:
    for place, mark, what in _MARKS:
        if head.startswith(mark, place):
            return what
    for look in (_pdf, _riff, _bitmap, _boxes, _text):
        found = look(head)
        if found is not None:
            return found
    return _UNKNOWN


def _pdf(head: bytes) -> str | None:
    """Some systems put a blank line or a byte order mark before it."""
    return PDF if head[:64].removeprefix(codecs.BOM_UTF8).lstrip(_BLANKS).startswith(b"%PDF-") else None


def _riff(head: bytes) -> str | _Refused | None:
    if not head.startswith(b"RIFF"):
        return None
    return WEBP if head[8:12] == b"WEBP" else _Refused("录音或录像", "a recording")


def _bitmap(head: bytes) -> str | None:
    """BM are letters that a text may begin with; in a picture four bytes further on are zero."""
    return BMP if head.startswith(b"BM") and head[6:10] == bytes(4) else None


def _boxes(head: bytes) -> str | _Refused | None:
    if head[4:8] != b"ftyp":
        return None
    return HEIC if head[8:12] in _HEIC_BRANDS else _Refused("录像", "a video")


def _text(head: bytes) -> _Refused | None:
    begins = head[:1024].removeprefix(codecs.BOM_UTF8).lstrip(_BLANKS).lower()
    for mark, what in _TEXTS:
        if begins.startswith(mark):
            return what
    return _TEXT if any(_reads_as(head, name) for name in ("utf-8", "gb18030")) else None


def _reads_as(head: bytes, encoding: str) -> bool:
    """Whether it is text in an encoding; the head may end in the middle of a letter."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return _CONTROLS.isdisjoint(text)


def _named_in_ole(part: bytes) -> str | _Refused | None:
    return next((what for name, what in _IN_OLE if name in part), None)


def _in_zip(head: bytes, tail: bytes) -> str | _Refused:
    """A ZIP by the list of its entries; one whose list is too long to be seen whole is no Office file."""
    if _ODF in head[:256]:
        return _Refused("OpenDocument 文档", "an OpenDocument file", _PRINT)
    names = set(_entries(tail))
    return next((what for name, what in _IN_ZIP if name in names), ZIP)


def _entries(tail: bytes) -> Iterator[str]:
    """The names in a ZIP's list of entries, as far as the end of the file shows it."""
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return
    length = struct.unpack_from("<I", tail, end + 12)[0]
    place = end - length
    while 0 <= place <= end - 46 and tail.startswith(b"PK\x01\x02", place):
        name, extra, comment = struct.unpack_from("<HHH", tail, place + 28)
        yield tail[place + 46 : place + 46 + name].decode("utf-8", "replace")
        place += 46 + name + extra + comment
