"""Text from cells, made fit for a report: blocks of lines, safe links. No markup is understood in it, ever."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

REPLACED: Final = "\ufffd"
"""What stands for a character that no document can hold."""

_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what follows: with them a text reads otherwise than it is written."""
_BULLET = re.compile(r"\s*[-•*–·]\s+")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"'{}|\\^`]+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_OF_ADDRESSES: Final = "%/?:@!$&'()*+,;=~-._"
"""What stands in an address as it is; the rest is written as %20 and the like."""
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
MOST_ADDRESS: Final = 2_000
"""How long an address may be in an Office file; Excel takes no longer ones than 2,079 characters."""
_AFTER: Final = ".,;:!?)]"
_AROUND: Final = " \t:-–—(<[]>)|"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of one or more lines, or a list with one item a line."""

    lines: tuple[str, ...]
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Further reading: a text, and an address that is safe to follow; "" where it has none."""

    text: str
    address: str = ""


def clean(text: str) -> str:
    """Return a text without what no document can hold, and with one kind of line break."""
    return _TURNING.sub("", _UNFIT.sub(REPLACED, _LINE_BREAKS.sub("\n", text)))


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return the paragraphs and lists of a text: a blank line parts them, and so does a change between the two."""
    blocks: list[Block] = []
    lines: list[str] = []
    listed = False

    def close() -> None:
        if lines:
            blocks.append(Block(tuple(lines), listed))
            lines.clear()

    for line in clean(text).split("\n"):
        bullet = _BULLET.match(line)
        content = (line[bullet.end() :] if bullet else line).strip()
        if not content or (bullet is not None) != listed:
            close()
            listed = bullet is not None
        if content:
            lines.append(content)
    close()
    return tuple(blocks)


def links_of(lines: Iterable[str]) -> tuple[Link, ...]:
    """Return the useful links, one a line: an address alone, a title alone, or a title with an address."""
    return tuple(link_of(line) for line in map(str.strip, "\n".join(clean(line) for line in lines).split("\n")) if line)


def link_of(line: str) -> Link:
    """Return a line as a link; the text alone where it holds no address that is safe to follow."""
    found = _ADDRESS.search(line)
    address = found[0].rstrip(_AFTER) if found else ""
    if not found or not is_safe(address):
        return mail_link(line) or Link(line)
    start, end = found.span()
    around = (line[:start].strip(_AROUND), line[start + len(address) : end].strip(_AFTER), line[end:].strip(_AROUND))
    title = " ".join(part for part in around if part)
    return Link(title or address, address)


def mail_link(text: str) -> Link | None:
    """Return a link to write to when the text is an e-mail address, None when it is not."""
    return Link(text, f"mailto:{text}") if _MAIL.fullmatch(text) else None


def is_safe(address: str) -> bool:
    """Return whether an address is one that a reader may follow: the web or mail, to a host, without a password."""
    try:
        parts = urlsplit(address)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        return False
    if not address.isprintable() or " " in address or not port_is_sound:
        return False
    if parts.scheme.lower() == "mailto":
        return bool(_MAIL.fullmatch(parts.path))
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def uri_of(address: str) -> str:
    """Return an address that is safe to follow as Office files need it, in ASCII; "" where it has no such form."""
    try:
        parts = urlsplit(address)
        host = parts.netloc.encode("ascii" if parts.netloc.isascii() else "idna").decode()
    except ValueError:
        return ""
    path, query, fragment = (quote(part, safe=_OF_ADDRESSES) for part in (parts.path, parts.query, parts.fragment))
    found = urlunsplit((parts.scheme, host, path, query, fragment))
    return found if is_safe(found) and not _LONE_PERCENT.search(found) and len(found) <= MOST_ADDRESS else ""
