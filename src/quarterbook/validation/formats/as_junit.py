"""Findings as JUnit XML, which build servers show: a suite a workbook, a test case a finding or a check without one.

A finding that counts for the exit status is a failure. One that does not is a test case that passes and says it all the
same, so that a build server and the exit status never disagree. A waived finding is skipped.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from quarterbook.checks.finding import Finding
from quarterbook.validation.outcome import Outcome, Run

NAME: Final = "quarterbook validate"


def written(run: Run) -> bytes:
    """Return the XML text."""
    root = etree.Element("testsuites", name=NAME)
    root.extend([_suite(outcome) for outcome in run.outcomes])
    for kind in ("tests", "failures", "errors"):
        root.set(kind, str(sum(int(suite.get(kind, "0")) for suite in root)))
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _suite(outcome: Outcome) -> etree._Element:
    suite = etree.Element("testsuite", name=outcome.path)
    if outcome.error:
        _say(_case(suite, "can be validated", outcome), "error", outcome.error)
    for finding in outcome.findings:
        case = _case(suite, _name(finding), outcome)
        if outcome.fails(finding):
            _say(case, "failure", finding.message, finding.severity, _details(finding))
        else:
            etree.SubElement(case, "system-out").text = f"{finding.severity}: {finding.message}\n{_details(finding)}"
    for waived in outcome.waived:
        case = _case(suite, _name(waived.finding), outcome)
        until = f"waived until {waived.waiver.expires.isoformat()}: {waived.waiver.reason}"
        _say(case, "skipped", until, waived.finding.severity, waived.finding.message)
    found = {finding.code for finding in outcome.findings} | {waived.finding.code for waived in outcome.waived}
    for code in outcome.checked:
        if not outcome.error and code not in found:
            _case(suite, code, outcome)
    counts = (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    for kind, element in counts:
        suite.set(kind, str(sum(1 for _ in suite.iter(element))))
    return suite


def _case(suite: etree._Element, name: str, outcome: Outcome) -> etree._Element:
    return etree.SubElement(suite, "testcase", name=name, classname=outcome.path)


def _name(finding: Finding) -> str:
    number = f"indicator {finding.indicator}, " if finding.indicator else ""
    return f"{finding.code} {number}{finding.place}"


def _say(case: etree._Element, what: str, message: str, kind: str = "", text: str = "") -> None:
    said = etree.SubElement(case, what, message=message)
    if kind:
        said.set("type", kind)
    said.text = text or None


def _details(finding: Finding) -> str:
    parts = (("expected", finding.expected), ("found", finding.found), ("to mend", finding.fix))
    return "\n".join(f"{what}: {said}" for what, said in parts if said)
