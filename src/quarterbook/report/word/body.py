"""Writing to the end of a document: headings, paragraphs, lists, links, pictures, tables, contents."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from docx.document import Document as DocumentObject
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.shape import CT_Inline
from docx.shared import Cm, Emu, Length

from quarterbook.errors import QuarterbookError
from quarterbook.report.house import LOGO, Colours
from quarterbook.report.texts import Block, Link, uri_of
from quarterbook.report.word import styles

PAGE, PAGES = "PAGE", "NUMPAGES"
"""Fields that Word fills in whenever it lays out a page."""
_CONTENTS: Final = ' TOC \\o "1-1" \\h \\z \\u '
_WHOLE_ROW: Final = 800
"""A row with more characters than this may break across pages: it might not fit on one."""
_DAMAGED: Final = (
    InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError, ArithmeticError, LookupError, ValueError,
    struct.error,
)  # fmt: skip
"""What python-docx raises on a damaged picture."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text: in a character style, or a link to an address or to a bookmark of the document."""

    text: str
    style: str = ""
    address: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its paragraphs, each of runs, and the colours of text and ground."""

    paragraphs: tuple[tuple[Run, ...], ...]
    colours: Colours | None = None
    is_number: bool = False

    @property
    def length(self) -> int:
        """How many characters it holds."""
        return sum(len(run.text) for runs in self.paragraphs for run in runs)


def linked(link: Link) -> Run:
    """Return a link as a run; the text alone where it has no address."""
    return Run(link.text, address=uri_of(link.address))


def one_line(text: str) -> str:
    """Return a text on one line, as a heading and a line of the contents need it."""
    return " ".join(text.split())


class Body:
    """Writes a document from its beginning to its end.

    Args:
        document: an empty document with the styles of the house.
    """

    def __init__(self, document: DocumentObject) -> None:
        self._document = document
        self._body = document.element.body
        self._end = self._body.sectPr  # it comes last: everything is written before it
        self._bookmarks, self._pictures, self._entries = count(1), count(1), count(1)
        self._contents: list[tuple[str, str]] = []

    def heading(self, text: str, level: int = 1, *, marks: Sequence[str] = (), leads_to: str = "") -> None:
        """Write a heading; one of the first level begins a page and is in the contents.

        Args:
            text: the heading.
            level: 1 or 2.
            marks: the bookmarks that lead to it.
            leads_to: the bookmark that the heading itself leads to.
        """
        text = one_line(text)
        marks = list(marks)
        if level == 1:
            marks.append(f"_Toc{next(self._entries):08}")
            self._contents.append((text, marks[-1]))
        paragraph = self._paragraph(f"Heading {level}", [Run(text, mark=leads_to)])
        for mark in marks:
            number = str(next(self._bookmarks))
            start, end = _element("w:bookmarkStart", id=number, name=mark), _element("w:bookmarkEnd", id=number)
            paragraph.insert_element_before(start, "w:r", "w:hyperlink")
            paragraph.append(end)
        self._add(paragraph)

    def paragraph(self, *runs: Run | str, style: str = styles.NORMAL) -> None:
        """Write a paragraph."""
        self._add(self._paragraph(style, [Run(run) if isinstance(run, str) else run for run in runs]))

    def bullets(self, items: Iterable[Sequence[Run]]) -> None:
        """Write a list."""
        for runs in items:
            self._add(self._paragraph(styles.BULLET, runs))

    def blocks(self, blocks: Iterable[Block]) -> None:
        """Write paragraphs and lists of what somebody typed."""
        for block in blocks:
            if block.is_list:
                self.bullets([Run(line)] for line in block.lines)
            else:
                self.paragraph("\n".join(block.lines))

    def picture(self, content: bytes, text: str, width: Length, height: Length | None = None) -> None:
        """Write a picture in a paragraph of its own.

        Args:
            content: PNG or JPEG.
            text: what it says to those who do not see it.
            width: how wide it may be.
            height: how high it may be; any height where it is left out.

        Raises:
            QuarterbookError: when the picture is damaged.
        """
        try:
            identifier, image = self._document.part.get_or_add_image(io.BytesIO(content))
            wide, high = image.scaled_dimensions(width)
            if height is not None and high > height:
                wide, high = image.scaled_dimensions(None, height)
        except _DAMAGED as error:
            raise QuarterbookError(
                f"settings, {LOGO}: the picture is damaged ({error}); save it anew as PNG or JPEG"
            ) from None
        number = next(self._pictures)
        inline = CT_Inline.new_pic_inline(number, identifier, f"picture-{number}", Emu(wide), Emu(high))
        inline.docPr.set("descr", text)
        inline.docPr.set("name", f"Picture {number}")
        run = _element("w:r")
        run.add_drawing(inline)
        paragraph = self._paragraph(styles.PICTURE, [])
        paragraph.append(run)
        self._add(paragraph)

    def table(
        self, caption: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]], widths: Sequence[float]
    ) -> None:
        """Write a table: a header row that is repeated on every page it reaches, rows that stay whole.

        Args:
            caption: what it is, for those who do not see it.
            headings: the header row.
            rows: the other rows.
            widths: how wide the columns are, in centimetres.
        """
        shares = [Cm(width).twips for width in widths]
        table: Any = parse_xml(
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="QuarterbookTable"/>'
            f'<w:tblW w:w="{sum(shares)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
            'w:noVBand="1"/><w:tblCaption/></w:tblPr><w:tblGrid/></w:tbl>'
        )
        table.tblPr[-1].set(qn("w:val"), caption)
        for share in shares:
            table.tblGrid.append(_element("w:gridCol", w=str(share)))
        numeric = [bool(rows) and rows[0][n].is_number for n in range(len(headings))]
        top = [Cell(((Run(text),),), is_number=number) for text, number in zip(headings, numeric, strict=True)]
        table.append(self._row(top, shares, is_header=True))
        for n, row in enumerate(rows):
            table.append(self._row(row, shares, keeps_next=n == 0 and len(rows) > 1))
        self._add(table)

    def contents(self) -> None:
        """Write the contents before everything that has a heading of the first level so far, filled in.

        Page numbers are not in it: only what lays out the pages knows them, and adds them when the field is updated.
        """
        first = next(each for each in self._body.iter(qn("w:p")) if each.style == "Heading1")
        holder = parse_xml(
            f'<w:sdt {nsdecls("w")}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
            "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent/></w:sdt>"
        )
        lines = [self._paragraph(styles.CONTENTS_TITLE, [Run("Contents")])]
        lines += [self._paragraph(styles.CONTENTS_LINE, [Run(text, mark=mark)]) for text, mark in self._contents]
        start = lines[1][1]  # after the properties of the first line
        for part in (_mark("begin"), _instruction(_CONTENTS), _mark("separate")):
            start.addprevious(part)
        lines[-1].append(_mark("end"))
        holder[-1].extend(lines)
        first.addprevious(holder)

    def frame(self, top: Sequence[Run]) -> None:
        """Write what stands at the top of every page, and at its bottom the page and how many there are."""
        section = self._document.sections[0]
        bottom = self._paragraph("Footer", [])
        for text, field in (("Page ", PAGE), (" of ", PAGES)):
            bottom.extend((_run(Run(text)), *_field(field, "1")))
        for part, paragraph in ((section.header, self._paragraph("Header", top)), (section.footer, bottom)):
            part.is_linked_to_previous = False
            old = part.paragraphs[0]._p
            old.getparent().replace(old, paragraph)

    def _row(
        self, cells: Sequence[Cell], shares: Sequence[int], *, is_header: bool = False, keeps_next: bool = False
    ) -> Any:
        row = _element("w:tr")
        properties = row.get_or_add_trPr()
        if sum(cell.length for cell in cells) <= _WHOLE_ROW:
            properties.append(_element("w:cantSplit"))
        if is_header:
            properties.append(_element("w:tblHeader"))
        style = styles.CELL_HEADING if is_header else styles.CELL
        for cell, share in zip(cells, shares, strict=True):
            made = _element("w:tc")
            shape = made.get_or_add_tcPr()
            shape.append(_element("w:tcW", w=str(share), type="dxa"))
            if cell.colours:
                shape.append(_element("w:shd", val="clear", color="auto", fill=cell.colours.ground[1:]))
            for runs in cell.paragraphs:
                paragraph = self._paragraph(style, runs, ink=cell.colours.ink if cell.colours else "")
                if keeps_next:
                    paragraph.get_or_add_pPr().get_or_add_keepNext()
                if cell.is_number:
                    paragraph.get_or_add_pPr().append(_element("w:jc", val="end"))
                made.append(paragraph)
            row.append(made)
        return row

    def _paragraph(self, style: str, runs: Iterable[Run], ink: str = "") -> Any:
        paragraph = _element("w:p")
        paragraph.style = self._document.styles[style].style_id
        for run in runs:
            made = _run(run, ink)
            if run.address or run.mark:
                holder = _element("w:hyperlink", **({"anchor": run.mark} if run.mark else {}), history="1")
                if run.address:
                    kind = RELATIONSHIP_TYPE.HYPERLINK
                    holder.set(qn("r:id"), self._document.part.relate_to(run.address, kind, is_external=True))
                holder.append(made)
                made = holder
            paragraph.append(made)
        return paragraph

    def _add(self, element: Any) -> None:
        self._end.addprevious(element)


def _run(run: Run, ink: str = "") -> Any:
    made = _element("w:r")
    style = styles.HYPERLINK if run.address or run.mark else run.style
    if style:
        made.style = style.replace(" ", "")
    if ink:
        properties = made.get_or_add_rPr()
        properties.append(_element("w:b"))
        properties.append(_element("w:color", val=ink[1:]))
    made.text = run.text
    return made


def _field(name: str, shown: str) -> list[Any]:
    """Return the runs of a field with what it shows until it is worked out."""
    return [_mark("begin"), _instruction(f" {name} "), _mark("separate"), _run(Run(shown)), _mark("end")]


def _mark(kind: str) -> Any:
    run = _element("w:r")
    run.append(_element("w:fldChar", fldCharType=kind))
    return run


def _instruction(text: str) -> Any:
    run, instruction = _element("w:r"), _element("w:instrText")
    instruction.text = text
    instruction.set(qn("xml:space"), "preserve")
    run.append(instruction)
    return run


def _element(tag: str, /, **attributes: str) -> Any:
    return OxmlElement(tag, {qn(f"w:{key}"): value for key, value in attributes.items()})
