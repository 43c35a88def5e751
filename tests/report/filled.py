"""A register that says one text wherever it can, and a finding that does: to see what becomes of it in an edition."""

from __future__ import annotations

from hypothesis import strategies as st

from quarterbook.checks.finding import ERROR, Finding
from quarterbook.periods import Period
from quarterbook.register import Indicator, Narrative, Observation, Published, Register, Settings

Q2, Q3 = Period.parse("2023/24 Q2"), Period.parse("2023/24 Q3")

TEXTS = st.text(
    st.one_of(st.sampled_from("<>&\"'/={}%-!;:#()ab"), st.characters(exclude_categories=["Cc", "Z"])), min_size=1
)
PLAIN = str.maketrans(dict.fromkeys("<>&\"'{}%#=/!;:()-", "x"))
ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=[]), max_size=40),
    st.text(st.sampled_from("=+-@\t\r\n'\"<>&[]()$_x0041\u202e\u2066\x00\x1b\ud800\ufffe"), max_size=20),
    st.sampled_from(
        (
            "=1+1",
            "{=1+1}",
            "+1",
            "-1",
            "@SUM(A1)",
            '=HYPERLINK("http://127.0.0.1")',
            "[a](http://127.0.0.1)",
            "[a](external:c.xlsx)",
            "$$note$$",
            "_x0041_",
            "]]>",
            "https://[",
            "http://a/%zz",
            "x" * 40_000,
            "\U0001f600" * 17_000,
            "internal:'Key'!A1",
            "\v\f",
            "???",
            "—",
            "#REF!",
            "TRUE",
            "1e5",
        )
    ),
)
"""What a cell can hold at its worst: control characters, lone surrogates, marks that turn text, formulas, too much."""


def finding(text: str = "x") -> Finding:
    return Finding(
        code="ROL001",
        severity=ERROR,
        indicator=text,
        sheet=text,
        cell="",
        message=text,
        expected="",
        found="",
        fix=text,
    )


def filled(text: str) -> Register:
    """A register that says a text wherever it can."""
    indicator = Indicator(
        number=text, title=text, service=text, direction="up", description=f"a{text}", useful_links=(f"a{text}",)
    )
    published = Published(
        number=text, period=Q2, published_on=text, target_label=text, target=1.0, direction=text, status="Targeted",
        current_label=text, current=text, previous_label=text, previous=text, change=text, rag=f"a{text}",
        amber=0.1, blue=0.05, published_by=text, reason=text,
    )  # fmt: skip
    return Register(
        Settings(
            reporting_period=Q3,
            organisation=f"a{text}",
            committee=f"a{text}",
            title=f"a{text}",
            other={"introduction": f"a{text}", "contact": f"a{text}", "report_date": f"a{text}", "key_red": f"a{text}"},
        ),
        (indicator,),
        (Observation(number=text, period=Q3, actual=text, target=5.0, note=f"a{text}"),),
        (Narrative(number=text, period=Q3, commentary=f"a{text}", actions=f"a{text}"),),
        (published,),
    )
