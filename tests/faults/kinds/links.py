"""Useful links, and links inside the workbook."""

from __future__ import annotations

from faults import spots
from faults.catalogue import FILE, LATE, kind
from faults.draft import Draft
from faults.file import MAIN, File, Parts
from faults.spots import Spot
from faults.wants import Want
from quarterbook.book import layout


def _link(draft: Draft, number: str, *addresses: str) -> Spot:
    draft.define(number, useful_links=(draft.chance.choice(addresses),))
    return spots.named("UsefulLinks", draft.now(number))


@kind(LATE, "first letter of a link lost", "The address begins ttps:// and leads nowhere.", Want())
def first_letter(draft: Draft, number: str) -> Spot:
    return _link(draft, number, "ttps://www.gov.uk/government/statistics", "ttp://www.ons.gov.uk/census")


@kind(LATE, "link with a space", "There is a space in the address, so it is cut there.", Want())
def space(draft: Draft, number: str) -> Spot:
    return _link(
        draft, number, "https://www.gov.uk/government/ statistics", "https://lginform.local.gov.uk/reports/view all"
    )


@kind(LATE, "link without a scheme", "The address has no https:// before it, so it cannot be followed.", Want())
def no_scheme(draft: Draft, number: str) -> Spot:
    return _link(draft, number, "www.gov.uk/government/statistics", "lginform.local.gov.uk/reports")


@kind(LATE, "link with its punctuation wrong", "The address has one slash or the colon missing.", Want())
def punctuation(draft: Draft, number: str) -> Spot:
    return _link(draft, number, "https:/www.gov.uk/government/statistics", "https//www.ons.gov.uk/census")


@kind(LATE, "link to somebody's own drive", "The address is a file on one person's computer.", Want())
def own_drive(draft: Draft, number: str) -> Spot:
    return _link(draft, number, "C:\\Users\\officer\\Documents\\benchmark.xlsx", "file:///C:/Users/officer/notes.docx")


@kind(
    FILE, "Index link to a sheet that is not there", "The link on the Index leads to a sheet that there is not.", Want()
)
def index_link(file: File, number: str) -> Spot:
    name = file.sheet(number).name
    spot = Spot(spots.SHEET, "", None, layout.INDEX)

    def mislead(parts: Parts) -> None:
        for element in parts.sheet(layout.INDEX).iter(f"{MAIN}hyperlink"):
            if name in element.get("location", ""):
                element.set("location", "'Indicator old'!A1")

    file.patches.append(mislead)
    return spot
