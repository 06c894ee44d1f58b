"""Small real files, made here; and how one is sent."""

import io
import secrets
import struct
import zipfile
import zlib
from urllib.parse import quote

from tests.integration.api.tenants import Door, Said, Tenant

NAME = "王芳 病理报告.pdf"


def pdf(words: str = "pathology") -> bytes:
    """A page with a few words, and a line that makes each one different."""
    stream = f"BT /F1 12 Tf 20 100 Td ({words}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
    ]
    body, places = b"%PDF-1.4\n% " + secrets.token_hex(8).encode() + b"\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def png() -> bytes:
    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", pixel) + part(b"IEND", b"")


def jpeg() -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + bytes(100) + b"\xff\xd9"


def dicom() -> bytes:
    uid = b"1.2.840.10008.1.2.1\0"
    return bytes(128) + b"DICM" + b"\x02\0\x10\0UI" + struct.pack("<H", len(uid)) + uid


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return held.getvalue()


def word() -> bytes:
    types = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return zipped(**{"[Content_Types].xml": types, "word/document.xml": b"<w:document/>"})


def old_word() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000) + "WordDocument".encode("utf-16-le") + bytes(500)


def send(
    tenant: Tenant,
    content: bytes,
    *,
    kind: str = "pathology-report",
    name: str = NAME,
    asked: str = "",
    door: Door | None = None,
    **headers: str,
) -> Said:
    """Upload a file as it is."""
    given = {"Content_Type": "application/pdf", "X_Document_Kind": kind, "X_Document_Name": quote(name)} | headers
    path = f"/cases/{tenant.case}/documents{asked}"
    return (door or tenant.door).ask("POST", path, raw=content, **given)


def added(tenant: Tenant, content: bytes | None = None, **how: str) -> str:
    """The id of a document that was just added."""
    said = send(tenant, content if content is not None else pdf(), **how)
    assert said.status == 201, said.json
    found: str = said.json["document"]["id"]
    return found


def form(content: bytes, *, kind: str | None = "ct-report", name: str = NAME, first: str = "kind") -> tuple[bytes, str]:
    """A form as browsers make it, and its content type."""
    boundary = "----xuanhu" + secrets.token_hex(8)
    disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
    file = disposition.encode() + content + b"\r\n"
    told = f'Content-Disposition: form-data; name="kind"\r\n\r\n{kind}\r\n'.encode() if kind is not None else None
    parts = [one for one in ((told, file) if first == "kind" else (file, told)) if one is not None]
    line = f"--{boundary}".encode()
    body = b"".join(line + b"\r\n" + one for one in parts) + line + b"--\r\n"
    return body, f"multipart/form-data; boundary={boundary}"
