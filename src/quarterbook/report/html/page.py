"""The page, made from templates: ours, and before them those of the folder that the house style names."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any, Final

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined, TemplateError
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from quarterbook.errors import QuarterbookError
from quarterbook.palette import RATING_SHAPES, STATUS_SHAPE
from quarterbook.report.alternatives import listed
from quarterbook.report.charts.counts import counts_svg
from quarterbook.report.charts.model import Chart
from quarterbook.report.charts.svg import label_of, svg_of
from quarterbook.report.content import day_said
from quarterbook.report.editions import Done, each
from quarterbook.report.house import House, Logo
from quarterbook.report.html.shades import in_the_dark
from quarterbook.report.model import Report
from quarterbook.vocabulary import CHANGE_ARROWS

PAGE: Final = "report.html"
_KINDS: Final = {".png": "image/png", ".jpg": "image/jpeg"}
_TEMPLATE_FAULTS: Final = (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
"""What a template of a council's own can raise beside the errors of templates."""


def edition(report: Report, done: Done) -> bytes:
    """Return the report as one HTML file.

    Args:
        report: what it says.
        done: is called after each indicator.

    Raises:
        QuarterbookError: when a template of the house's folder cannot be used.
    """
    house = report.house
    values = {"report": report, "sections": each(report.sections, done), **_tools(house)}
    try:
        page = _environment(house.templates).get_template(PAGE).render(values)
    except TemplateError as error:
        raise _not_usable(house, error) from None
    except _TEMPLATE_FAULTS as error:
        if house.templates is None:
            raise
        raise _not_usable(house, error) from None
    return "".join(f"{line.rstrip()}\n" for line in page.split("\n") if line.strip()).encode()


class _Environment(ImmutableSandboxedEnvironment):
    """Where templates run. Their folder is named in the workbook, which may come from anywhere: no file is in reach."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may use an attribute; of a path, which can be written to, it may use none."""
        return not isinstance(obj, PurePath) and super().is_safe_attribute(obj, attr, value)


@lru_cache(maxsize=8)
def _environment(templates: Path | None) -> _Environment:
    """Return the environment of a folder of templates; it keeps them, read and understood, for the next report."""
    loaders: list[BaseLoader] = [PackageLoader("quarterbook.report.html")]
    if templates is not None:
        loaders.insert(0, FileSystemLoader(templates))
    return _Environment(
        loader=ChoiceLoader(loaders), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _tools(house: House) -> dict[str, Any]:
    """Return what templates can use beside the report."""
    return {
        "house": house,
        "accent_in_the_dark": in_the_dark(house.accent),
        "arrow_of": lambda change: CHANGE_ARROWS.get(change, ""),
        "chart_of": lambda chart: _drawing(svg_of(chart, house)),
        "counts_chart": lambda counts: _drawing(counts_svg(counts, house)),
        "day_said": day_said,
        "label_of": label_of,
        "listed": listed,
        "logo_address": _address,
        "rating_class": lambda rating: rating.lower() if rating in house.ratings else "status",
        "shape_of": lambda rating: RATING_SHAPES.get(rating, STATUS_SHAPE),
        "value_text": _value_text,
    }


def _drawing(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - drawn by us, every text in it escaped


def _value_text(chart: Chart, value: float | None) -> str:
    return "" if value is None else chart.text_of(value)


def _address(logo: Logo) -> str:
    return f"data:{_KINDS[logo.kind]};base64,{b64encode(logo.content).decode()}"


def _not_usable(house: House, error: Exception) -> QuarterbookError:
    place = f"{error.name}, line {error.lineno}: " if isinstance(error, TemplateSyntaxError) else ""
    where = f" in {house.templates}" if house.templates else ""
    return QuarterbookError(
        f"a template{where} cannot be used: {place}{error}; correct it, or take it out of the folder"
    )
