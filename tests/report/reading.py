"""A PDF as programs read it: its words page by page, its tags, and what two accessibility checkers find."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import outloud
import pdfplumber
import pdfua
import pikepdf

MAY_DIFFER = {"UA-14-001"}
"""Rules of pdfua 0.1.3 that fail inside pdfua itself, on the way Typst writes heading levels."""


@dataclass(frozen=True)
class Tag:
    """One element of the tag tree."""

    kind: str
    alt: str
    attributes: dict[str, str]


@lru_cache(maxsize=8)
def pages_of(pdf: bytes) -> list[str]:
    """Return the words of each page, in the order in which they stand there."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [" ".join((page.extract_text() or "").split()) for page in document.pages]


def opened(pdf: bytes) -> pikepdf.Pdf:
    """Return a PDF's objects."""
    return pikepdf.open(io.BytesIO(pdf))


def tags_of(document: pikepdf.Pdf) -> list[Tag]:
    """Return the elements of the tag tree, parents before children."""
    return list(_tags(document.Root.StructTreeRoot.K))


def checked(pdf: bytes, folder: Path) -> set[str]:
    """Return the rules that pdfua and outloud say are broken, warnings too; "!" before one that could not be run."""
    path = folder / "checked.pdf"
    path.write_bytes(pdf)
    report, result = pdfua.validate(str(path)), outloud.check(str(path))
    skipped = {f"!{each.rule_id}" for each in report.skipped}
    return {finding.rule_id for finding in report.findings} | {each.rule for each in result.findings} | skipped


def _tags(node: Any) -> Iterator[Tag]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        given = node.get("/A", [])
        attributes = [given] if isinstance(given, pikepdf.Dictionary) else list(given)
        yield Tag(
            kind=str(node.S)[1:],
            alt=str(node.get("/Alt", "")),
            attributes={key: str(value) for each in attributes for key, value in each.items()},
        )
        yield from _tags(node.get("/K", []))
