"""The house style: what a council's settings say about the look and the words of its report.

The keys stand among the register's settings (`settings.csv`, or Other settings on the Cover). A colour that cannot be
read is refused: text needs a contrast of 4.5:1 with what is behind it (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quarterbook.errors import QuarterbookError
from quarterbook.palette import ACCENT, RATING_COLOURS, STATUS_COLOURS
from quarterbook.report.texts import Block, blocks_of, clean
from quarterbook.vocabulary import BANDS, UNRATED

WHITE: Final = "#FFFFFF"
BLACK: Final = "#000000"
LEAST_CONTRAST: Final = 4.5
LOGO_KINDS: Final = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
"""Ending of a logo's file to what such a file starts with. No SVG: it can carry scripts and fetch."""
MOST_LOGO_BYTES: Final = 2_000_000

CONTACT: Final = "contact"
INTRODUCTION: Final = "introduction"
LOGO: Final = "logo"
LOGO_TEXT: Final = "logo_text"
REPORT_DATE: Final = "report_date"
TEMPLATES: Final = "templates"
ACCENT_COLOUR: Final = "colour_accent"
STATUS_COLOUR: Final = "colour_status"

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_PAIR = re.compile(r"(?:(?P<ink>#\w+)\s+on\s+)?(?P<ground>#\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """A word's colour and what is behind it, as `#RRGGBB`."""

    ink: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """The council's logo: the picture's bytes, `.png` or `.jpg`, and what it says to those who do not see it."""

    content: bytes
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """How a report looks and what it says beside the figures.

    Attributes:
        contact: an address or a name to write to; "" for none.
        introduction: what stands on the cover.
        report_date: the day on the cover, as it is to be printed; "" for none.
        logo: the logo, if there is one.
        accent: the colour of headings and of the actual figures' line; 4.5:1 on white.
        ratings: rating to its colours.
        status: the colours of everything else that stands where a rating would.
        wording: rating or status to what the Key says of it, where the council words it differently.
        templates: the folder of templates that come before ours.
    """

    contact: str = ""
    introduction: tuple[Block, ...] = ()
    report_date: str = ""
    logo: Logo | None = None
    accent: str = ACCENT
    ratings: Mapping[str, Colours]
    status: Colours
    wording: Mapping[str, str]
    templates: Path | None = None

    def colours_of(self, rating: str) -> Colours:
        """Return the colours of a rating, or of what stands in its place."""
        return self.ratings.get(rating, self.status)


def colour_key(rating: str) -> str:
    """Return the setting that gives a rating's colours: colour_red."""
    return f"colour_{rating.lower()}"


def wording_key(word: str) -> str:
    """Return the setting that words a rating's or a status's entry in the Key: key_red, key_in_development."""
    return f"key_{word.lower().replace(' ', '_')}"


KEYS: Final = {
    CONTACT: "An address or a name to write to, on the cover.",
    INTRODUCTION: "What the cover says before the contents.",
    REPORT_DATE: "The day on the cover, as it is to be printed.",
    LOGO: "The logo: a PNG or JPEG file, its path seen from the workbook's folder.",
    LOGO_TEXT: "What the logo says, for those who do not see it; the organisation where it is blank.",
    TEMPLATES: "A folder, seen from the workbook's, whose templates come before Quarterbook's own.",
    ACCENT_COLOUR: "The colour of headings and of the line of actual figures, such as #12436D.",
    **{colour_key(rating): f"The colour behind {rating}, or both: #FFFFFF on #B10E1E." for rating in BANDS},
    STATUS_COLOUR: "The same for what stands in place of a rating.",
    **{
        wording_key(word): f"What the Key says of {word}; {{amber}} and {{blue}} stand for the tolerances."
        for word in (*BANDS, *UNRATED)
    },
}
"""The keys of the house style and what each is for."""


def house_of(settings: Mapping[str, str], organisation: str = "", folder: Path | None = None) -> House:
    """Return the house style that a register's other settings ask for.

    Args:
        settings: `register.settings.other`.
        organisation: the council's name, which a logo says where the settings do not.
        folder: where relative paths start: the workbook's folder.

    Raises:
        QuarterbookError: when a colour is none or cannot be read, or a file is not there; names the key.
    """
    given = {key: text for key in KEYS if (text := clean(settings.get(key, "")).strip())}
    folder = folder or Path()
    accent = _colour(ACCENT_COLOUR, given.get(ACCENT_COLOUR, ACCENT))
    _hold_contrast(ACCENT_COLOUR, accent, WHITE)
    return House(
        contact=given.get(CONTACT, ""),
        introduction=blocks_of(given.get(INTRODUCTION, "")),
        report_date=given.get(REPORT_DATE, ""),
        logo=_logo(folder / given[LOGO], given.get(LOGO_TEXT, "") or organisation) if LOGO in given else None,
        accent=accent,
        ratings={
            rating: _pair(colour_key(rating), given.get(colour_key(rating), ""), RATING_COLOURS[rating])
            for rating in BANDS
        },
        status=_pair(STATUS_COLOUR, given.get(STATUS_COLOUR, ""), STATUS_COLOURS),
        wording={word: given[wording_key(word)] for word in (*BANDS, *UNRATED) if wording_key(word) in given},
        templates=_folder(folder / given[TEMPLATES]) if TEMPLATES in given else None,
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours `#RRGGBB`, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _pair(key: str, text: str, usual: tuple[str, str]) -> Colours:
    """Return the two colours of a setting; where only the one behind is given, black or white goes on it."""
    if not text:
        return Colours(ink=usual[0], ground=usual[1])
    found = _PAIR.fullmatch(text)
    if found is None:
        raise QuarterbookError(f'settings, {key}: "{text}" is no colour; write #B10E1E, or #FFFFFF on #B10E1E')
    ground = _colour(key, found["ground"])
    ink = _colour(key, found["ink"]) if found["ink"] else max(WHITE, BLACK, key=lambda each: contrast(each, ground))
    _hold_contrast(key, ink, ground)
    return Colours(ink=ink, ground=ground)


def _colour(key: str, text: str) -> str:
    if not _COLOUR.fullmatch(text):
        raise QuarterbookError(f'settings, {key}: "{text}" is no colour; write # and six of 0-9 and A-F, as #12436D')
    return text.upper()


def _hold_contrast(key: str, ink: str, ground: str) -> None:
    ratio = contrast(ink, ground)
    if ratio < LEAST_CONTRAST:
        raise QuarterbookError(
            f"settings, {key}: {ink} on {ground} has a contrast of {int(ratio * 100) / 100}:1 and is hard to read; "
            f"pick colours with at least {LEAST_CONTRAST}:1"
        )


def _logo(path: Path, text: str) -> Logo:
    kind = path.suffix.lower()
    if kind not in LOGO_KINDS:
        raise QuarterbookError(f"settings, {LOGO}: {path} is no PNG or JPEG file; name one that ends in .png or .jpg")
    try:
        with path.open("rb") as file:
            content = file.read(MOST_LOGO_BYTES + 1)
    except OSError as error:
        raise QuarterbookError(f"settings, {LOGO}: {path} cannot be read ({error.strerror or error})") from None
    if not content.startswith(LOGO_KINDS[kind]):
        raise QuarterbookError(f"settings, {LOGO}: {path} is not what its ending says; save it as PNG or JPEG")
    if len(content) > MOST_LOGO_BYTES:
        raise QuarterbookError(f"settings, {LOGO}: {path} is over {MOST_LOGO_BYTES // 1_000_000} MB; make it smaller")
    return Logo(content=content, kind=".jpg" if kind == ".jpeg" else kind, text=text or "Logo")


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise QuarterbookError(f"settings, {TEMPLATES}: {path} is no folder; name one, or leave the setting out")
    return path
