"""The styles of the house, in a new document: what people who edit it afterwards pick from Word's list of styles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from quarterbook.palette import INK, QUIET, RULE, WORSE
from quarterbook.report.house import House

FONT: Final = "Arial"
LANGUAGE: Final = "en-GB"

TITLE: Final = "Title"
SUBTITLE: Final = "Subtitle"
CONTENTS_TITLE: Final = "TOC Heading"
CONTENTS_LINE: Final = "toc 1"
NORMAL: Final = "Normal"
BULLET: Final = "List Bullet"
CAPTION: Final = "Caption"
PICTURE: Final = "Picture"
QUIET_TEXT: Final = "Quiet"
NOTE: Final = "Note to Table"
"""What follows a table: it keeps a distance, which a table itself cannot."""
LEAD: Final = "Lead"
DRAFT: Final = "Draft"
CELL: Final = "Table Text"
CELL_HEADING: Final = "Table Heading"
TABLE: Final = "Quarterbook Table"
HYPERLINK: Final = "Hyperlink"
STRONG: Final = "Strong"
DRAFT_WORD: Final = "Draft Word"

MARGIN: Final = Cm(2)
PAGE_WIDTH, PAGE_HEIGHT = Cm(21), Cm(29.7)
TEXT_WIDTH: Final = Cm(17)

_UNUSED: Final = ("stylesWithEffects", "customXml", "thumbnail", "extended-properties")
"""Parts of python-docx's template that say nothing of this document, or something untrue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How a paragraph style looks; sizes and spaces in points."""

    size: float
    colour: str = INK
    bold: bool = False
    before: float = 0
    after: float = 6
    line: float = 1.15
    keeps_next: bool = False


def _looks(accent: str) -> dict[str, _Look]:
    heading = {"colour": accent, "bold": True, "keeps_next": True, "line": 1.1}
    return {
        NORMAL: _Look(size=11),
        TITLE: _Look(size=30, colour=accent, bold=True, before=6, after=12, line=1.05),
        SUBTITLE: _Look(size=16, after=3),
        "Heading 1": _Look(size=18, after=6, **heading),  # type: ignore[arg-type]
        "Heading 2": _Look(size=13, before=14, after=4, **heading),  # type: ignore[arg-type]
        CONTENTS_TITLE: _Look(size=18, after=8, **heading),  # type: ignore[arg-type]
        CONTENTS_LINE: _Look(size=11, after=4),
        BULLET: _Look(size=11, after=3),
        PICTURE: _Look(size=11, before=10, after=4, keeps_next=True, line=1.0),
        CAPTION: _Look(size=9.5, colour=QUIET),
        QUIET_TEXT: _Look(size=9.5, colour=QUIET),
        NOTE: _Look(size=11, before=8),
        LEAD: _Look(size=11, before=10, after=3, bold=True, keeps_next=True),
        DRAFT: _Look(size=12, colour=WORSE, before=12, after=12),
        CELL: _Look(size=9.5, before=3, after=3, line=1.05),
        CELL_HEADING: _Look(size=9, colour=QUIET, bold=True, before=3, after=3, line=1.05, keeps_next=True),
        "Header": _Look(size=9, colour=QUIET, line=1.0),
        "Footer": _Look(size=9, colour=QUIET, line=1.0),
    }


def new_document(house: House) -> DocumentObject:
    """Return an empty document with the styles of the house: A4, British English, nothing of the template's own."""
    document = Document()
    for holder in (document.part.rels, document.part.package.rels):
        for identifier in [key for key, each in holder.items() if any(word in each.reltype for word in _UNUSED)]:
            del holder[identifier]
    for kind in list(document.styles):
        if kind.type == WD_STYLE_TYPE.TABLE and kind.style_id != "TableNormal":
            kind.delete()
    _set_defaults(document)
    for name, look in _looks(house.accent).items():
        if name not in document.styles:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name == CONTENTS_LINE)
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101 - for the type checker
        _give(style, look)
    document.styles[CONTENTS_LINE].style_id = "TOC1"  # by which programs other than Word know it
    document.styles["Heading 1"].paragraph_format.page_break_before = True
    _add_character_styles(document, house.accent)
    document.styles.element.append(parse_xml(_TABLE_STYLE))
    section = document.sections[0]
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    section.header_distance = section.footer_distance = Cm(1)
    return document


def _set_defaults(document: DocumentObject) -> None:
    """Set the language, the font, and how Word of today lays out; leave no request to update anything on opening."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    settings = document.settings.element
    for name in ("w:proofState", "w:savePreviewPicture", "w:rsids", "w:shapeDefaults"):
        for found in settings.findall(qn(name)):
            settings.remove(found)
    settings.find(qn("w:zoom")).attrib.update({qn("w:percent"): "100"})
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), LANGUAGE)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _give(style: ParagraphStyle, look: _Look) -> None:
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.font.size, style.font.bold = Pt(look.size), look.bold
    style.font.color.rgb = RGBColor.from_string(look.colour[1:])
    paragraph = style.element.get_or_add_pPr()
    for name in ("w:pBdr", "w:contextualSpacing", "w:jc"):
        for child in paragraph.findall(qn(name)):
            paragraph.remove(child)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.line_spacing, shape.keep_with_next = look.line, look.keeps_next
    shape.widow_control = True
    style.hidden, style.quick_style, style.unhide_when_used = False, True, False


def _add_character_styles(document: DocumentObject, accent: str) -> None:
    link = document.styles.add_style(HYPERLINK, WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.color.rgb, link.font.underline = RGBColor.from_string(accent[1:]), True
    draft = document.styles.add_style(DRAFT_WORD, WD_STYLE_TYPE.CHARACTER)
    draft.font.color.rgb, draft.font.bold = RGBColor.from_string(WORSE[1:]), True


_TABLE_STYLE: Final = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="QuarterbookTable">
  <w:name w:val="{TABLE}"/>
  <w:basedOn w:val="TableNormal"/>
  <w:uiPriority w:val="99"/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="4" w:space="0" w:color="{RULE[1:]}"/>
      <w:bottom w:val="single" w:sz="4" w:space="0" w:color="{RULE[1:]}"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="{RULE[1:]}"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:left w:w="85" w:type="dxa"/>
      <w:right w:w="85" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:tcPr>
      <w:tcBorders><w:bottom w:val="single" w:sz="12" w:space="0" w:color="{RULE[1:]}"/></w:tcBorders>
      <w:vAlign w:val="bottom"/>
    </w:tcPr>
  </w:tblStylePr>
</w:style>"""
