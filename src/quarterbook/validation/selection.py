"""Which checks are meant: codes, and families by their three letters."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from quarterbook.checks.check import FAMILIES
from quarterbook.errors import QuarterbookError


def listed(option: str, given: Iterable[str] | None) -> tuple[str, ...]:
    """Return the codes and families that an option such as `--select RAG,CUM001` lists.

    Args:
        option: its name, for messages.
        given: its text, each time that it was given; None when it was not.

    Raises:
        QuarterbookError: when it was given and lists none.
    """
    if given is None:
        return ()
    texts = tuple(text for part in given for text in part.replace(",", " ").split())
    if not texts:
        raise QuarterbookError(f"{option}: no code is given; quarterbook checks lists them")
    return texts


def codes_meant(texts: Iterable[str], codes: Collection[str], said_by: str) -> frozenset[str]:
    """Return the codes that some texts mean.

    Args:
        texts: codes ("CUM001") and families ("CUM"), in any case.
        codes: the codes of all checks.
        said_by: the option or the settings file that says so, for messages.

    Raises:
        QuarterbookError: when a text is neither; it names what is near.
    """
    meant = tuple(canonical(text, codes, said_by) for text in texts)
    return frozenset(code for code in codes if code.startswith(meant))


def canonical(text: str, codes: Collection[str], said_by: str) -> str:
    """Return the code or family that a text is, in capitals.

    Raises:
        QuarterbookError: when it is neither; it names what is near.
    """
    known = text.strip().upper()
    if known in codes or known in FAMILIES:
        return known
    near = get_close_matches(known, [*codes, *FAMILIES])
    meant = f"is {' or '.join(near)} meant? " if near else ""
    raise QuarterbookError(
        f'{said_by}: "{text}" is neither a check nor a family of checks; {meant}quarterbook checks lists them'
    )


def selected(select: Collection[str], ignore: Collection[str], codes: Collection[str], said_by: str) -> tuple[str, ...]:
    """Return the codes that are left, in their order.

    Args:
        select: the codes to look for; empty for all.
        ignore: the codes to leave out.
        codes: the codes of all checks.
        said_by: the option or the settings file that says so, for messages.

    Raises:
        QuarterbookError: when none is left although there are some: nothing would be checked, and all seem well.
    """
    left = tuple(code for code in codes if (not select or code in select) and code not in ignore)
    if codes and not left:
        raise QuarterbookError(f"{said_by}: what is selected is ignored as well, so that no check is left")
    return left
