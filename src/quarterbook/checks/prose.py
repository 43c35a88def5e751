"""Reading prose: numbers, addresses and sentence ends in what officers write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_NUMBER: Final = re.compile(
    r"(?<![\w.,/£$€–-])[£$€]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s?(%|per ?cent\b)?"
    r"(?![\w/]|[.,–-]\d|\s?(?:m|bn|k|million|billion|thousand)\b)",
    re.IGNORECASE,
)
_MONTH: Final = re.compile(
    r"\s(?:of\s)?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b",
    re.IGNORECASE,
)
_LAST_DAY: Final = 31
_COUNT: Final = r"(?<![\w.,/£$€])(?P<{}>\d[\d,]*)\b(?![.,–-]\d|/|\s?(?:%|per ?cent|m\b|million))"
_PAIR: Final = re.compile(
    rf"{_COUNT.format('part')}(?:\s+[^\W\d]+){{0,4}}\s+(?:out of|of)(?:\s+(?:the|these|those|a total of))?\s+"
    rf"{_COUNT.format('whole')}"
    rf"|\b[Oo]f\s+(?:the\s+)?{_COUNT.format('whole2')}[^.;:%]{{0,60}}?{_COUNT.format('part2')}"
    r"\s+(?:were|was|have|had)\b"
    rf"|{_COUNT.format('whole3')}[^.;:%]{{0,60}}?\bof (?:which|whom),?\s+{_COUNT.format('part3')}",
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_ADDRESS: Final = re.compile(r"\w*://\S*|\bwww\.\S+|\bhttps?[:;/.]\S+|\b[a-z]:\\\S*", re.IGNORECASE)
_ITEM: Final = re.compile(r"[-–—•·*▪●◦o]\s|\(?\w{1,3}[.)]\s")
_END: Final = ".!?:;…)]}\"'”’»%"
_SCHEMES: Final = ("http", "https", "mailto")


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a text.

    Attributes:
        value: the number; a percentage is a fraction.
        is_percent: whether it is written as one.
        places: to how many decimal places it is written, those of a percentage being of the fraction.
        start: where it begins.
        end: where it ends.
    """

    value: float
    is_percent: bool
    places: int
    start: int
    end: int


def mentions(text: str) -> Iterator[Mention]:
    """Yield the numbers of a text, "12,400" and "55%".

    Parts of words, dates, years such as 2023/24, ranges and numbers cut short such as "1.2m" are none.
    """
    for found in _NUMBER.finditer(text):
        value = float(found[1].replace(",", "") + (found[2] or ""))
        is_percent = found[3] is not None
        if value <= _LAST_DAY and _MONTH.match(text, found.end()):
            continue
        places = len(found[2] or ".") - 1
        yield Mention(
            value / 100 if is_percent else value,
            is_percent,
            places + 2 if is_percent else places,
            found.start(),
            found.end(),
        )


def pairs(text: str) -> Iterator[tuple[float, float, str]]:
    """Yield what a text says of parts of a whole: "320 of 500", "500 forms, of which 320": part, whole, words."""
    for found in _PAIR.finditer(text):
        part, whole = (next(filter(None, (found[f"{name}{n}"] for n in ("", "2", "3")))) for name in ("part", "whole"))
        if not _YEAR.fullmatch(whole):
            yield _count(part), _count(whole), " ".join(found[0].split())


def _count(text: str) -> float:
    return float(text.replace(",", ""))


def addresses(text: str) -> Iterator[str]:
    """Yield what looks like an address of the web in a text, whether it is a good one or not."""
    for found in _ADDRESS.finditer(text):
        yield found[0].rstrip(".,;:)]}>\"'”’")


def address_fault(address: str) -> str | None:
    """Return what is wrong with an address of the web, None when it can be followed."""
    if address.lower().startswith("www."):
        address = f"https://{address}"  # as every browser takes it
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "it is not an address"
    if address.startswith("\\\\") or parts.scheme.lower() == "file" or len(parts.scheme) == 1:
        return "it leads to a file on one computer or network"
    if parts.scheme.lower() not in _SCHEMES:
        return f"{parts.scheme} is not http or https" if parts.scheme else "it does not begin with http:// or https://"
    if parts.scheme.lower() == "mailto":
        return None if "@" in parts.path else "it has no address after mailto:"
    if not host:
        return "it does not say which site"
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+\.?", host) and ":" not in host:
        return f"{host} is no site that everybody can reach"
    return None


def ends(text: str) -> bool:
    """Whether a text ends as a sentence does, or as something that needs no end: a short line, an item, an address."""
    last = text.rstrip().rsplit("\n", 1)[-1].strip()
    return (
        not last
        or last[-1] in _END
        or len(last.split()) < _WORDS
        or _ITEM.match(last) is not None
        or "@" in last.split()[-1]
        or next(addresses(last.split()[-1]), None) is not None
    )


_WORDS: Final = 8
"""A last line of fewer words may well be a heading or an item of a list."""
