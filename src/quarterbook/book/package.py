"""A workbook file opened safely: a zip of XML parts, read with limits and without following anything.

Whatever is wrong with a file ends in `BadFile` with one line a person can act on. Nothing in a file is executed,
no entity is expanded and no external reference is followed.
"""

from __future__ import annotations

import io
import posixpath
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Final, NoReturn
from xml.parsers import expat

from lxml import etree

from quarterbook.errors import BadFile

MAX_ENTRIES: Final = 100_000
MAX_PART_BYTES: Final = 128 * 2**20
MAX_EXPANDED_BYTES: Final = 2**30
MAX_XML_DEPTH: Final = 200
"""Limits on what one file may expand to. 2,000 indicators need 12,000 entries and 0.3 GB; a bomb needs more."""
MAX_RATIO: Final = 100
RATIO_FROM_BYTES: Final = 8 * 2**20
"""A part of this size that shrank more than so many times is a bomb: worksheets shrink 5 to 40 times."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


_PARSER: Final = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    remove_comments=False,
)
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNPACKING: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
"""What `zipfile` raises on a damaged file."""
_OFFICE_DOCUMENT: Final = "/officeDocument"
_SAVE_AS: Final = "open it in Excel and save it as .xlsx or .xlsm"


class Package:
    """The parts of one .xlsx or .xlsm file.

    Args:
        data: the whole file.
        name: what to call it in messages: the path as the user gave it.

    Raises:
        BadFile: when the data is not a workbook that can be read.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.data = data
        self.name = name
        self._zip = self._opened()
        self._check_size()

    @classmethod
    def open(cls, path: str | Path) -> Package:
        """Read a file. Raises `BadFile` when it cannot be read or is not a workbook."""
        try:
            about = Path(path).stat()
            if stat.S_ISDIR(about.st_mode):
                raise BadFile(f"{path}: this is a folder, not a workbook")
            if not stat.S_ISREG(about.st_mode):  # a pipe or a device could go on for ever
                raise BadFile(f"{path}: this is not a file")
            if about.st_size > MAX_EXPANDED_BYTES:
                raise BadFile(f"{path}: is larger than the {_megabytes(MAX_EXPANDED_BYTES)} that are read")
            data = Path(path).read_bytes()
        except FileNotFoundError:
            raise BadFile(f"{path}: there is no such file") from None
        except (OSError, ValueError) as error:
            raise BadFile(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None
        return cls(data, str(path))

    @property
    def entries(self) -> list[zipfile.ZipInfo]:
        """The zip entries in the file's own order."""
        return self._zip.infolist()

    @cached_property
    def part_names(self) -> frozenset[str]:
        """The names of all parts."""
        return frozenset(self._zip.namelist())

    def size(self, part: str) -> int:
        """Return how many bytes a part unpacks to, 0 for one that is missing."""
        return self._zip.getinfo(part).file_size if part in self.part_names else 0

    def read(self, part: str) -> bytes:
        """Return the bytes of a part. Raises `BadFile` when it is missing, damaged or a bomb."""
        try:
            entry = self._zip.getinfo(part)
        except KeyError:
            raise BadFile(f"{self.name}: damaged workbook, its part {part} is missing") from None
        if entry.compress_type not in _METHODS:  # the others, which Excel does not read either, unpack without a limit
            raise BadFile(f"{self.name}: damaged workbook, its part {part} is packed in a way no workbook is")
        if entry.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * entry.compress_size):
            size = _megabytes(entry.file_size)
            raise BadFile(f"{self.name}: its part {part} would unpack to {size} from next to nothing; not read")
        try:
            return self._zip.read(entry)
        except _UNPACKING as error:
            raise BadFile(
                f"{self.name}: damaged workbook, its part {part} cannot be unpacked ({_line(error)})"
            ) from None

    def xml(self, part: str) -> etree._Element:
        """Return the root element of an XML part. Raises `BadFile` when it is not sound XML or declares entities."""
        return self.parsed(part, self.read(part))

    def parsed(self, part: str, data: bytes) -> etree._Element:
        """Return the root element of the XML that was read of a part."""
        try:
            root = etree.fromstring(data, _PARSER)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise BadFile(f"{self.name}: damaged workbook, its part {part} is not sound XML ({_line(error)})") from None
        if root.getroottree().docinfo.internalDTD is not None:
            self._refuse_document_type(part)
        return root

    def check_xml(self, part: str) -> None:
        """Raise `BadFile` when an XML part that is not read here is not sound XML or declares entities."""

        def refuse(*_: object) -> None:
            self._refuse_document_type(part)

        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = refuse
        try:
            parser.Parse(self.read(part), True)
        except (expat.ExpatError, LookupError, ValueError) as error:  # the latter for an encoding that nobody knows
            raise BadFile(f"{self.name}: damaged workbook, its part {part} is not sound XML ({_line(error)})") from None

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Return the relationships of a part ("" for the package) by id; external ones are named, not followed."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        if source not in self.part_names:
            return {}
        found = {}
        for element in self.xml(source):
            if "Target" not in element.attrib:  # a comment
                continue
            target, external = element.get("Target", ""), element.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[element.get("Id", "")] = Relationship(element.get("Type", ""), target, external)
        return found

    @cached_property
    def workbook_part(self) -> str:
        """The name of the part that lists the sheets."""
        for relationship in self.relationships("").values():
            if relationship.kind.endswith(_OFFICE_DOCUMENT) and not relationship.external:
                part = relationship.target
                if part.endswith(".bin"):
                    raise BadFile(f"{self.name}: an Excel binary workbook (.xlsb); {_SAVE_AS}")
                if part not in self.part_names or etree.QName(self.xml(part)).localname != "workbook":
                    raise BadFile(f"{self.name}: an Office file, but not a workbook")
                return part
        if "mimetype" in self.part_names:
            raise BadFile(f"{self.name}: a file of LibreOffice or the like (.ods); {_SAVE_AS}")
        raise BadFile(f"{self.name}: a zip file, but not a workbook")

    def with_parts(self, parts: Mapping[str, bytes | None]) -> bytes:
        """Return the file with some parts replaced and every other entry copied as its compressed bytes stand.

        Args:
            parts: part name to content; None leaves the part out, a name that is not there yet adds one at the end.
        """
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
            out.comment = self._zip.comment
            for entry in self.entries:
                if entry.filename not in parts:
                    _copy(out, entry, self._raw(entry))
                    continue
                content = parts[entry.filename]
                if content is not None:
                    out.writestr(_like(entry), content, zipfile.ZIP_DEFLATED)
            there = {entry.filename for entry in self.entries}
            for name, content in parts.items():
                if name not in there and content is not None:
                    out.writestr(_like(zipfile.ZipInfo(name)), content, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def _opened(self) -> zipfile.ZipFile:
        if not self.data:
            raise BadFile(f"{self.name}: the file is empty")
        if self.data.startswith(_OLE):
            if "EncryptedPackage".encode("utf-16-le") in self.data:
                raise BadFile(
                    f"{self.name}: the workbook is encrypted with a password; remove the password in Excel first"
                )
            if any(stream.encode("utf-16-le") in self.data for stream in ("Workbook", "Book")):
                raise BadFile(f"{self.name}: a workbook of the old Excel format (.xls); {_SAVE_AS}")
            raise BadFile(f"{self.name}: an Office file of the old format, but not a workbook")
        if not self.data.startswith(b"PK"):
            raise BadFile(f"{self.name}: not an Excel workbook (.xlsx or .xlsm)")
        try:
            return zipfile.ZipFile(io.BytesIO(self.data))
        except _UNPACKING as error:
            raise BadFile(
                f"{self.name}: damaged or cut off, it cannot be opened as a workbook ({_line(error)})"
            ) from None

    def _raw(self, entry: zipfile.ZipInfo) -> bytes:
        """Return the compressed bytes of an entry as they stand in the file."""
        start = entry.header_offset
        header = self.data[start : start + 30] if start >= 0 else b""
        begin = start + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        compressed = self.data[begin : begin + entry.compress_size]
        if not header.startswith(b"PK\x03\x04") or len(compressed) != entry.compress_size:
            raise BadFile(f"{self.name}: damaged workbook, its part {entry.filename} is not where the file says")
        return compressed

    def _refuse_document_type(self, part: str) -> NoReturn:
        raise BadFile(f"{self.name}: its part {part} declares a document type, which no workbook needs; not read")

    def _check_size(self) -> None:
        entries = self.entries
        if len(entries) > MAX_ENTRIES:
            raise BadFile(f"{self.name}: holds {len(entries):,} parts, more than the {MAX_ENTRIES:,} that are read")
        if len(self.part_names) != len(entries):
            raise BadFile(f"{self.name}: damaged workbook, it holds two parts of one name")
        total = sum(entry.file_size for entry in entries)
        largest = max(entries, key=lambda entry: entry.file_size, default=None)
        if total > MAX_EXPANDED_BYTES or (largest is not None and largest.file_size > MAX_PART_BYTES):
            raise BadFile(
                f"{self.name}: would unpack to {_megabytes(total)}, more than is read "
                f"({_megabytes(MAX_EXPANDED_BYTES)}, {_megabytes(MAX_PART_BYTES)} a part)"
            )
        if any(".." in entry.filename.replace("\\", "/").split("/") for entry in entries):
            raise BadFile(f"{self.name}: not a workbook as Excel writes it, a part's name leads out of the file")
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise BadFile(f"{self.name}: the zip file is encrypted with a password; remove the password first")


class Relationship:
    """A link from one part to another part or to something outside the file."""

    __slots__ = ("external", "kind", "target")

    def __init__(self, kind: str, target: str, external: bool) -> None:
        self.kind = kind
        self.target = target
        self.external = external


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MB"


def _line(error: BaseException) -> str:
    """Return the text of an error on one line: some quote the damaged data, line breaks and all."""
    return " ".join(str(getattr(error, "msg", error)).split())


def _like(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Return a new entry with the name, date and attributes of another."""
    new = zipfile.ZipInfo(entry.filename, entry.date_time)
    new.external_attr, new.create_system, new.comment = entry.external_attr, entry.create_system, entry.comment
    new.compress_type = zipfile.ZIP_DEFLATED
    return new


def _copy(out: zipfile.ZipFile, entry: zipfile.ZipInfo, compressed: bytes) -> None:
    """Append an entry with its compressed bytes as they are; `zipfile` itself can only compress anew."""
    new = copy(entry)
    new.flag_bits &= ~0x08  # the sizes go into the header, so no descriptor follows the data
    assert out.fp is not None  # noqa: S101 - open for writing, for the type checker
    out.fp.seek(out.start_dir)
    new.header_offset = out.fp.tell()
    out.fp.write(new.FileHeader(zip64=False))
    out.fp.write(compressed)
    out.start_dir = out.fp.tell()
    out.filelist.append(new)
    out.NameToInfo[new.filename] = new
    out._didModify = True  # type: ignore[attr-defined]
