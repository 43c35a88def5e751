"""Figures' cells that hold something else than a number."""

from __future__ import annotations

from lxml import etree

from faults import measures, spots
from faults.catalogue import FILE, kind
from faults.file import MAIN, File, Parts
from faults.spots import Spot
from faults.wants import Want
from quarterbook.book.plan import Content, Formula, Shown
from quarterbook.vocabulary import AMBER, BLUE, GREEN, PREVIOUS_PERIOD, QUARTERLY, TARGETED, UP

_FINE = (AMBER, GREEN, BLUE)
_PLAIN = Want(frequency=QUARTERLY, status=TARGETED, comparator=PREVIOUS_PERIOD, now=_FINE, direction=UP)
_OLDER = 6
_PERCENTAGE = Want(shape=measures.PERCENTAGE, frequency=QUARTERLY, status=TARGETED, now=_FINE, parts="none")


def _type(file: File, number: str, content: Content, field: str = "actual", back: int = 0) -> Spot:
    when = file.draft.now(number).shift(-back)
    file.type(number, file.history(number, field, when), content)
    return spots.history(field, when)


def _figure(file: File, number: str, back: int = 0) -> float:
    return float(file.draft.row(number, file.draft.now(number).shift(-back)).actual or 0)


@kind(FILE, "figure typed as text", "The figure is text, so nothing can be worked out of it.", _PLAIN)
def comma(file: File, number: str) -> Spot:
    return _type(file, number, f"{_figure(file, number):,.0f}")


@kind(FILE, "figure typed as text with a space in it", "A (no-break) space parts the thousands, so it is text.", _PLAIN)
def space(file: File, number: str) -> Spot:
    back = file.draft.chance.choice((0, _OLDER))
    gap = file.draft.chance.choice((" ", "\u00a0", "\u202f"))
    text = f"{_figure(file, number, back):,.0f}".replace(",", gap)
    return _type(file, number, text if gap in text else f"{text[0]}{gap}{text[1:]}", back=back)


@kind(FILE, "figure typed as text with a space after it", "A space after the figure makes it text.", _PLAIN)
def space_after(file: File, number: str) -> Spot:
    end = file.draft.chance.choice((" ", "\u00a0"))
    return _type(file, number, f"{_figure(file, number, _OLDER):.0f}{end}", back=_OLDER)


@kind(FILE, "percentage typed as text", "The percentage is text, so it is not rated.", _PERCENTAGE)
def percentage(file: File, number: str) -> Spot:
    return _type(file, number, f"{_figure(file, number):.0%}")


@kind(FILE, "target typed as text", "The target is text, so nothing is rated against it.", _PLAIN)
def target(file: File, number: str) -> Spot:
    return _type(file, number, f"{float(file.draft.current(number).target or 0):,.0f} (stretch)", "target")


@kind(
    FILE, "remark typed in place of a figure", "A remark stands in the figure's cell; it belongs into the note.", _PLAIN
)
def remark(file: File, number: str) -> Spot:
    texts = ("see note", "approx 400", "awaiting figures from provider", "c. 1.2k")
    return _type(file, number, file.draft.chance.choice(texts))


@kind(FILE, "date in a figure's cell", "Excel made a date of a figure such as 3/4.", _PLAIN)
def date(file: File, number: str) -> Spot:
    day = file.draft.now(number).first_day
    return _type(file, number, Shown(float(day.toordinal() - 693594), "dd-mmm"), back=_OLDER)


@kind(FILE, "date typed as text in a figure's cell", "A date was typed where the figure belongs.", _PLAIN)
def date_text(file: File, number: str) -> Spot:
    day = file.draft.now(number).last_day
    return _type(file, number, f"{day:%d/%m/%Y}", back=_OLDER)


@kind(
    FILE,
    "division by zero in a figure",
    "The figure is worked out by a formula that divides by nothing: #DIV/0!.",
    _PERCENTAGE,
)
def division(file: File, number: str) -> Spot:
    return _type(file, number, Formula("412/0"), back=_OLDER)


@kind(FILE, "#N/A among the figures", "A lookup that found nothing left #N/A among the figures.", _PLAIN)
def not_there(file: File, number: str) -> Spot:
    return _type(file, number, Formula("NA()"), back=_OLDER)


@kind(FILE, "TRUE in a figure's cell", "The cell holds TRUE, which is no figure.", _PLAIN)
def true(file: File, number: str) -> Spot:
    return _type(file, number, True, back=_OLDER)


@kind(
    FILE,
    "figure taken from another workbook",
    "The figure is a link to a file on somebody's drive; nobody else can bring it up to date.",
    _PLAIN,
)
def external(file: File, number: str) -> Spot:
    now = file.draft.now(number)
    place = file.history(number, "actual", now)
    figure = _figure(file, number)
    sheet = file.sheet(number).name

    def link(parts: Parts) -> None:
        _add_external_link(parts, figure)
        cell = parts.cell(sheet, place)
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        etree.SubElement(cell, f"{MAIN}f").text = "[1]Returns!$B$4"
        etree.SubElement(cell, f"{MAIN}v").text = f"{figure:.0f}"

    file.patches.append(link)
    return spots.history("actual", now)


_BOOK = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"


def _add_external_link(parts: Parts, figure: float) -> None:
    part = "xl/externalLinks/externalLink1.xml"
    parts.put(
        part,
        f'<externalLink xmlns="{_BOOK}"><externalBook xmlns:r="{_OFFICE}" r:id="rId1"><sheetNames>'
        '<sheetName val="Returns"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="4">'
        f'<cell r="B4"><v>{figure:.0f}</v></cell></row></sheetData></sheetDataSet></externalBook>'
        "</externalLink>".encode(),
    )
    parts.put(
        "xl/externalLinks/_rels/externalLink1.xml.rels",
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/externalLinkPath" '
        'Target="file:///S:/Performance/Returns%202023.xlsx" TargetMode="External"/></Relationships>'.encode(),
    )
    relations = parts.xml("xl/_rels/workbook.xml.rels")
    relation = etree.SubElement(relations, f"{{{_PACKAGE}/relationships}}Relationship")
    relation.set("Id", "rIdExternal1")
    relation.set("Type", f"{_OFFICE}/externalLink")
    relation.set("Target", "externalLinks/externalLink1.xml")
    types = parts.xml("[Content_Types].xml")
    override = etree.SubElement(types, f"{{{_PACKAGE}/content-types}}Override")
    override.set("PartName", f"/{part}")
    override.set("ContentType", _CONTENT)
    references = etree.Element(f"{MAIN}externalReferences")
    reference = etree.SubElement(references, f"{MAIN}externalReference")
    reference.set(f"{{{_OFFICE}}}id", "rIdExternal1")
    names = parts.workbook.find(f"{MAIN}definedNames")
    assert names is not None
    names.addprevious(references)


@kind(
    FILE,
    "formula of a percentage cleared",
    "The figure's cell was cleared, with the formula that works it out of the counts beside it.",
    Want(shape=measures.PERCENTAGE, frequency=QUARTERLY, comparator=PREVIOUS_PERIOD, parts="given"),
)
def cleared(file: File, number: str) -> Spot:
    return _type(file, number, None, back=file.draft.chance.choice((0, _OLDER)))
