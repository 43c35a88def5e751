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
_BARE: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?P<last>[a-z]{2,})(?P<path>/\S*)?", re.IGNORECASE)
_COMMON: Final = ("uk", "com", "org", "net", "eu", "gov", "info", "io")
"""How sites end: without a path, what ends otherwise may be a file or an abbreviation."""
_CUT: Final = re.compile(r"https?://[^\s/]+/\S* [a-z0-9_%/?=&.-]+")
"""An address and one word in small letters: a title begins with a capital, or has more words."""
_NOTHING: Final = re.compile(
    r"(?:none|nil|nothing|not applicable|ditto|no change|see (?:above|commentary)|as (?:above|before|previously)"
    r"|(?:same )?as (?:in |for )?(?:the )?(?:last|previous) (?:quarter|month|year|time|report))\.?",
    re.IGNORECASE,
)
_BRACKETS: Final = re.compile(r"\[[^\[\]]*\]|<[^<>]*>")
_LATER: Final = re.compile(
    r"(?:(?:the )?(?:commentary|narrative|text|update|details?|actions?|figures?|information) )?(?:is |are )?"
    r"(?:to follow|awaited|to be (?:added|completed|confirmed|provided|supplied|updated|written)"
    r"(?: (?:by|from) [^.]{1,40})?)\.?|(?:tbd|tba)\.?",
    re.IGNORECASE,
)
_FILLER: Final = re.compile(
    r"\blorem ipsum\b|\bx{3,}\b|\[(?:insert|add|enter|type|write|text|tb[cd])\b[^\]]*\]"
    r"|(?:^|(?<=[.!?] ))(?:please )?(?:insert|add|enter|type|write)\b[^.!?]{0,60}\bhere\b",
    re.IGNORECASE,
)
_YEARS: Final = r"(?P<{0}>(?:20)?\d\d)\s?[/–-]\s?(?P<{0}_end>(?:20)?\d\d)"
_QUARTER: Final = re.compile(
    rf"(?:\b{_YEARS.format('before')},?\s)?\b(?:Q|quarter\s)(?P<quarter>[1-4])\b"
    rf"(?:,?\s(?:of\s|in\s)?\(?{_YEARS.format('after')}\b\)?)?(?!,?\s(?:of\s)?(?:19|20)\d\d\b)(?!\s?[-–&/]|\s(?:and|to)\s(?:q|\d))",
    re.IGNORECASE,
)
"""A quarter by its number, maybe with its financial year. With a calendar year nobody can say which is meant."""
_BACK: Final = re.compile(
    r"(?:\s(?!(?:and|or|to|than|from|by|up|down|against|compared)\b)[a-z][\w'’-]*){0,4}?"
    r"\s(?:in|for|during|at\sthe\send\sof|by\sthe\send\sof)\s",
    re.IGNORECASE,
)
_ON: Final = re.compile(
    r"[,:]?(?:\s(?:is|was|were|are|at|of|had|saw|stood|closed|ended|finished|came|in|reached|recorded|there|we|it|showed"
    r"|totalled|figure|total)){0,3}[,:]?\s",
    re.IGNORECASE,
)
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


def lost_addresses(text: str) -> Iterator[tuple[str, str]]:
    """Yield the lines that are an address which cannot be followed as it stands, and why: for a list of links."""
    for line in map(str.strip, text.splitlines()):
        bare = _BARE.fullmatch(line)
        if (
            bare is not None
            and not line.lower().startswith("www.")
            and (bare["path"] or bare["last"].lower() in _COMMON)
        ):
            yield line, "it does not begin with http:// or https://"
        if _CUT.fullmatch(line) is not None:
            yield line, "there is a space in it, where it is cut off"


def says_nothing(text: str) -> bool:
    """Whether a text is only a word for there being nothing, or for what was said elsewhere."""
    return _NOTHING.fullmatch(" ".join(text.split())) is not None


def placeholder(text: str, prompt: str) -> str | None:
    """Return the words of a text that wait to be replaced, None where there are none.

    Args:
        text: what stands in a box.
        prompt: what the box itself asks for.
    """
    line = " ".join(text.split())
    if (
        line.rstrip(".").casefold() == prompt.rstrip(".").casefold()
        or _BRACKETS.fullmatch(line)
        or _LATER.fullmatch(line)
    ):
        return line
    found = _FILLER.search(line)
    return found[0] if found is not None else None


def said_of_periods(text: str, year: int) -> Iterator[tuple[Mention, tuple[int, ...], int]]:
    """Yield the numbers that a text gives as those of a quarter: "95,100 in Quarter 2", "Q2 closed at 95,100".

    Args:
        text: the text.
        year: the financial year that the text was written in.

    Yields:
        The number, the financial years that may be meant (a quarter named without one may be last year's), and which
        quarter it is.
    """
    numbers = list(mentions(text))
    for named in _QUARTER.finditer(text):
        start = named["before"] or named["after"]
        years = (year, year - 1) if start is None else (2000 + int(start[-2:]),)
        if not _follows_on(named, start):
            continue
        which = int(named["quarter"])
        before = next(
            (n for n in numbers if n.end <= named.start() and _BACK.fullmatch(text, n.end, named.start())), None
        )
        after = next((n for n in numbers if n.start >= named.end() and _ON.fullmatch(text, named.end(), n.start)), None)
        said = before or after
        if said is not None:
            yield said, years, which


def _follows_on(named: re.Match[str], start: str | None) -> bool:
    """Whether the years that name a financial year are two that follow each other."""
    end = named["before_end"] or named["after_end"]
    return start is None or int(end[-2:]) == (int(start[-2:]) + 1) % 100


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
