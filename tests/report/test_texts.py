"""Text from cells: blocks, links, nothing that a document cannot hold."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.report.texts import Block, Link, blocks_of, clean, is_safe, link_of, links_of, uri_of

ANY = st.text(st.characters(codec=None))


@given(ANY)
def test_a_clean_text_can_stand_in_any_document(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    escaped = cleaned.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert ET.fromstring(f"<a>{escaped}</a>").text == (cleaned or None)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\r\nb\rc\vd", "a\nb\nc\nd"),
        ("a\x00b", "a\ufffdb"),
        ("\ud800", "\ufffd"),
        ("a\u202eb", "ab"),
        ("£ – é", "£ – é"),
    ],
)
def test_what_no_document_holds_is_replaced(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_paragraphs_and_lists_are_told_apart() -> None:
    text = "One.\nStill one.\n\n\nTwo:\n- first\n• second\nThree.\n-5 is a number"
    assert blocks_of(text) == (
        Block(("One.", "Still one.")),
        Block(("Two:",)),
        Block(("first", "second"), is_list=True),
        Block(("Three.", "-5 is a number")),
    )
    assert blocks_of(" \n \n") == ()


@given(ANY)
def test_no_word_of_a_text_is_lost(text: str) -> None:
    kept = "".join("".join(line.split()) for block in blocks_of(text) for line in block.lines)
    assert set("".join(clean(text).split())) - set("-•*–·") <= set(kept)


@pytest.mark.parametrize(
    ("line", "link"),
    [
        (
            "https://example.gov.uk/a?b=c&d=e",
            Link("https://example.gov.uk/a?b=c&d=e", "https://example.gov.uk/a?b=c&d=e"),
        ),
        ("The guide", Link("The guide")),
        ("The guide: https://example.gov.uk.", Link("The guide", "https://example.gov.uk")),
        ("The guide (https://example.gov.uk/)", Link("The guide", "https://example.gov.uk/")),
        ("https://example.gov.uk/ – the guide", Link("the guide", "https://example.gov.uk/")),
        ("write@example.gov.uk", Link("write@example.gov.uk", "mailto:write@example.gov.uk")),
        ("javascript:alert(1)", Link("javascript:alert(1)")),
        ("https://user:word@example.org/", Link("https://user:word@example.org/")),
        ("data:text/html,x", Link("data:text/html,x")),
        ("file:///etc/passwd", Link("file:///etc/passwd")),
        ("https://", Link("https://")),
        ("http://[::1", Link("http://[::1")),
        ("https://example.org:99999/", Link("https://example.org:99999/")),
    ],
)
def test_only_safe_addresses_are_links(line: str, link: Link) -> None:
    assert link_of(line) == link


@given(ANY | st.from_regex(r"\A.{0,9}(https?|javascript|mailto):.{0,20}\Z"))
def test_a_link_is_safe_or_none(line: str) -> None:
    for link in links_of([line]):
        assert link.text
        assert not link.address or (is_safe(link.address) and link.address.lower().startswith(("http", "mailto:")))


def test_one_link_a_line() -> None:
    assert links_of(("a\nb", "", " ")) == (Link("a"), Link("b"))


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("https://example.org/é", "https://example.org/%C3%A9"),
        ("https://exämple.org/", "https://xn--exmple-cua.org/"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://example.org/a[1]", "https://example.org/a%5B1%5D"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("https://example.org/%zz", ""),
        ("https://[", ""),
        (f"https://{'ä' * 70}.example.org/", ""),
        ("https://example.org/" + "a" * 3_000, ""),
        ("", ""),
    ],
)
def test_an_address_is_written_in_ascii_or_not_at_all(address: str, uri: str) -> None:
    assert uri_of(address) == uri


@given(ANY.map("https://example.org/{}".format))
def test_an_address_in_ascii_is_still_safe_to_follow(address: str) -> None:
    uri = uri_of(clean(address))
    assert uri.isascii()
    assert not uri or is_safe(uri)
