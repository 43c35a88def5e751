"""The settings file of `quarterbook validate`: `quarterbook.toml`, beside the workbook or in a folder above it."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.errors import BadPeriod, BadSettings, QuarterbookError
from quarterbook.periods import Period
from quarterbook.register.raw import nearest
from quarterbook.validation.selection import canonical

FILE_NAME: Final = "quarterbook.toml"
EVERY: Final = "*"
"""Stands for every indicator, and for what is about none."""

NEVER: Final = "never"
FAIL_ON: Final = (ERROR, WARNING, NEVER)
"""From which severity on findings count for the exit status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """Somebody's decision to live with a finding for a while.

    Attributes:
        code: a check's code, or a family's three letters.
        indicator: the number of the indicator that it is for; `EVERY` for all of the workbook.
        period: the period whose rows it is for, in its canonical spelling; "" for whatever is found.
        reason: why, in their words.
        expires: the last day on which it holds.
    """

    code: str
    indicator: str
    reason: str
    expires: date
    period: str = ""

    def covers(self, finding: Finding) -> bool:
        """Return whether it is about a finding, whether it still holds or not."""
        return (
            finding.code.startswith(self.code)
            and self.indicator in {EVERY, finding.indicator}
            and self.period in {"", finding.row_period}
        )

    def __str__(self) -> str:
        """Return what it is for: "CUM001 for indicator 175", "ROL001 for indicator 220 in 2023/24 Q2"."""
        number = "every indicator" if self.indicator == EVERY else f"indicator {self.indicator}"
        return f"{self.code} for {number}{f' in {self.period}' if self.period else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds for a workbook: what its settings file says, or what holds without one.

    Attributes:
        path: the settings file; "" without one.
        fail_on: one of `FAIL_ON`.
        select: codes and families to look for; empty for all.
        ignore: codes and families to leave out.
        waivers: what is put up with, and until when.
    """

    path: str = ""
    fail_on: str = ERROR
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    waivers: tuple[Waiver, ...] = ()


_OF_FILE: Final = ("fail_on", "select", "ignore")
DEFAULTS: Final = Settings()
"""What holds without a settings file."""


def settings_file_of(workbook: Path) -> Path | None:
    """Return the settings file that holds for a workbook, or None.

    It is looked for beside the workbook and in every folder above, up to one that holds `.git`: what lies above a
    repository is not its own.
    """
    beside = workbook.parent.resolve()
    for folder in (beside, *beside.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
        if (folder / ".git").exists():
            return None
    return None


def read_settings(path: Path, codes: Collection[str]) -> Settings:
    """Read a settings file.

    Args:
        path: the file.
        codes: the codes of all checks.

    Raises:
        BadSettings: when it cannot be read, or says something that is not understood.
    """
    try:
        found = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise BadSettings(f"{path}: cannot be read ({error.strerror or error})") from None
    except UnicodeDecodeError:
        raise BadSettings(f"{path}: not UTF-8 text; save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        hint = 'texts stand in straight quotes ("error"), dates without any (2024-06-30)'
        raise BadSettings(f"{path}: not TOML: {error}; {hint}") from None
    try:
        return _settings(found, str(path), codes)
    except QuarterbookError as error:
        raise BadSettings(f"{path}, {error}") from None


def _settings(found: Mapping[str, Any], path: str, codes: Collection[str]) -> Settings:
    _known(found, (*_OF_FILE, "waiver"))
    fail_on = found.get("fail_on", ERROR)
    if fail_on not in FAIL_ON:
        raise QuarterbookError(f"fail_on: {_shown(fail_on)} is not one of {', '.join(FAIL_ON)}")
    waivers = found.get("waiver", [])
    if not isinstance(waivers, list) or not all(isinstance(waiver, dict) for waiver in waivers):
        raise QuarterbookError("waiver: each one begins with a line [[waiver]]")
    return Settings(
        path=path,
        fail_on=fail_on,
        select=_codes(found, "select", codes),
        ignore=_codes(found, "ignore", codes),
        waivers=tuple(_waiver(waiver, n, codes) for n, waiver in enumerate(waivers, start=1)),
    )


def _codes(found: Mapping[str, Any], key: str, codes: Collection[str]) -> tuple[str, ...]:
    if key not in found:
        return ()
    texts = found[key]
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise QuarterbookError(f'{key}: {_shown(texts)} is not a list of codes, such as ["RAG", "CUM001"]')
    return tuple(canonical(text, codes, key) for text in texts)


def _waiver(found: Mapping[str, Any], number: int, codes: Collection[str]) -> Waiver:
    where = f"waiver {number}"
    _known(found, ("code", "indicator", "period", "reason", "expires"), where)
    code, indicator, reason = (_text(found, key, where) for key in ("code", "indicator", "reason"))
    expires = found.get("expires")
    # A moment is a date too, to Python, but not to the reader who wonders whether the waiver still holds.
    if not isinstance(expires, date) or isinstance(expires, datetime):
        raise QuarterbookError(
            f"{where}: expires is {_shown(expires)}; give the last day on which it holds, without quotes: "
            "expires = 2024-06-30"
        )
    return Waiver(
        code=canonical(code, codes, where),
        indicator=indicator,
        reason=reason,
        expires=expires,
        period=_period(found["period"], where) if "period" in found else "",
    )


def _period(value: object, where: str) -> str:
    """Return a period that is spelt as findings spell it; any other would match none and go unnoticed."""
    try:
        period = str(Period.parse(value)) if isinstance(value, str) else ""
    except BadPeriod:
        period = ""
    if not period or period != value:
        meant = f"write {period}" if period else "write it as 2023/24 Q2, 2023/24 M07 or 2023/24"
        raise QuarterbookError(f"{where}: period is {_shown(value)}; {meant}, in quotes, or leave it out")
    return period


def _text(found: Mapping[str, Any], key: str, where: str) -> str:
    value = found.get(key)
    if isinstance(value, str) and value.strip():
        return value.strip()
    mend = {
        "code": 'give a check\'s code: code = "CUM001"',
        "indicator": f'give its number in quotes, indicator = "175", or indicator = "{EVERY}" for all of the workbook',
        "reason": "say why the finding is put up with",
    }
    raise QuarterbookError(f"{where}: {key} is {_shown(value)}; {mend[key]}")


def _known(found: Mapping[str, Any], keys: tuple[str, ...], where: str = "") -> None:
    for key in found:
        if where and key in _OF_FILE:
            raise QuarterbookError(f'{where}: "{key}" holds for the whole file; write it above the first [[waiver]]')
        if key not in keys:
            near = nearest(key, keys)
            meant = f"is {near} meant? " if near else ""
            place = f"{where}: " if where else ""
            raise QuarterbookError(f'{place}"{key}" is not a setting; {meant}there are {", ".join(keys)}')


def _shown(value: object) -> str:
    if value is None:
        return "missing"
    if isinstance(value, str):
        return f'"{value}"' if value.strip() else "blank"
    return str(value)
