"""Reading prose: numbers, addresses and sentence ends in what officers write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_NUMBER: Final = re.compile(r"(?<![\w.,/£$€-])[£$€]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s?(%|per cent\b)?(?![\w/])")
_PAIR: Final = re.compile(
    r"(?P<part>\d[\d,]*)(?:\s+[^\W\d]+){0,4}\s+(?:out of|of)(?:\s+(?:the|these|those|a total of))?\s+"
    r"(?P<whole>\d[\d,]*)\b(?!\s?%)"
    r"|\b(?:of|Of)\s+(?:the\s+)?(?P<whole2>\d[\d,]*)\b[^.;:%]{0,60}?\b(?P<part2>\d[\d,]*)\s+(?:were|was|have|had)\b"
    r"|(?P<whole3>\d[\d,]*)\b[^.;:%]{0,60}?\bof (?:which|whom),?\s+(?P<part3>\d[\d,]*)",
)
_ADDRESS: Final = re.compile(r"\S*://\S*|\bwww\.\S+|\b\w+://?\S*|\bhttps?\S+", re.IGNORECASE)
_END: Final = ".!?:;…)]}\"'”’»%"
_SCHEMES: Final = ("http", "https", "mailto")


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a text.

    Attributes:
        value: the number; a percentage is a fraction.
        is_percent: whether it is written as one.
        start: where it begins.
        end: where it ends.
    """

    value: float
    is_percent: bool
    start: int
    end: int


def mentions(text: str) -> Iterator[Mention]:
    """Yield the numbers of a text, "96,326" and "55%"; parts of words, dates and years such as 2023/24 are none."""
    for found in _NUMBER.finditer(text):
        value = float(found[1].replace(",", "") + (found[2] or ""))
        is_percent = found[3] is not None
        yield Mention(value / 100 if is_percent else value, is_percent, found.start(), found.end())


def pairs(text: str) -> Iterator[tuple[float, float, str]]:
    """Yield what a text says of parts of a whole: "570 of 889", "889 deaths, of which 570": part, whole, words."""
    for found in _PAIR.finditer(text):
        part, whole = (
            next(float(text.replace(",", "")) for n in ("", "2", "3") if (text := found[f"{name}{n}"]) is not None)
            for name in ("part", "whole")
        )
        yield part, whole, " ".join(found[0].split())


def addresses(text: str) -> Iterator[str]:
    """Yield what looks like an address of the web in a text, whether it is a good one or not."""
    for found in _ADDRESS.finditer(text):
        yield found[0].rstrip(".,;:)]}>\"'”’")


def address_fault(address: str) -> str | None:
    """Return what is wrong with an address of the web, None when it can be followed."""
    if address.lower().startswith("www."):
        return "it has no https:// before it"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "it is not an address"
    if parts.scheme.lower() not in _SCHEMES:
        return f"{parts.scheme or 'what it begins with'} is not http or https"
    if parts.scheme.lower() == "mailto":
        return None if "@" in parts.path else "it has no address after mailto:"
    if not host or not (re.fullmatch(r"[\w-]+(\.[\w-]+)+", host) or ":" in host or host == "localhost"):
        return "it does not say which site"
    return None


def ends(text: str) -> bool:
    """Whether a text ends as a sentence does, or as something that needs no end: a short line, an address."""
    last = text.rstrip().rsplit("\n", 1)[-1].strip()
    return (
        not last
        or last[-1] in _END
        or len(last.split()) < _WORDS
        or next(addresses(last.split()[-1]), None) is not None
    )


_WORDS: Final = 8
"""A last line of fewer words may well be a heading or an item of a list."""
