"""What `docs/validate.md` shows of the findings of a workbook, made from them; a test fails when it is not so."""

from __future__ import annotations

import re
from datetime import date
from itertools import dropwhile, takewhile
from pathlib import Path

from quarterbook.validation.formats import as_text, safe
from quarterbook.validation.outcome import Run
from quarterbook.validation.run import Opener, Task, outcome_of

_BLOCK = re.compile(r"(<!-- validate: (\w+) (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def up_to_date(page: str, workbook: Path, open_workbook: Opener) -> str:
    """Return a page with what stands between each `<!-- validate: NUMBER CODE -->` and `<!-- end -->` made anew.

    Args:
        page: the page's text.
        workbook: the workbook in which the check of that code finds something for the indicator of that number.
        open_workbook: opens it.
    """

    def made(block: re.Match[str]) -> str:
        outcome = outcome_of(Task(path=workbook, checked=(block[3],)), open_workbook, date.today())
        lines = [str(line) for line in as_text.lines(safe(Run((outcome,))))]
        about = dropwhile(lambda line: not line.startswith(f"  Indicator {block[2]}:"), lines)
        shown = "\n".join(takewhile(bool, about))  # up to the empty line before the next indicator
        return f"{block[1]}```text\n{shown}\n```\n{block[4]}"

    return _BLOCK.sub(made, page)
