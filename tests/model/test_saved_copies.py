"""The names of saved copies: nothing is run by what they are called."""

import pytest

from tests.building import commitment, deadline
from tracker.model.commitment import Source
from tracker.model.saved_copies import SUFFIXES, archived_as, copies_of, copy_name, is_address, is_sound, name_in, short


@pytest.mark.parametrize(
    ("raw", "suffix"),
    [
        (b"%PDF-1.7 <html>", "pdf"),
        (b"\x89PNG\r\n\x1a\n...", "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"GIF89a", "gif"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "html.txt"),
        ("<!-- saved -->\n<html lang=ja>経済産業省".encode("shift_jis"), "html.txt"),
        (b"<svg onload=alert(1)>", "txt"),
        (b"<?xml version='1.0'?>", "txt"),
        (b"#!/bin/sh\nrm -rf ~", "txt"),
        ("#!/bin/sh\n経済".encode("shift_jis"), "bin"),
        (b"MZ\x00\x00", "bin"),
        (b"PK\x03\x04\xff", "bin"),
        (b"\xff\xfe<\0h\0t\0m\0l\0>\0", "bin"),
    ],
)
def test_a_program_a_page_and_a_drawing_are_named_as_text_or_as_nothing(raw: bytes, suffix: str) -> None:
    name = copy_name(raw)
    assert name.partition(".")[2] == suffix
    assert suffix in SUFFIXES
    assert is_sound(name, raw)
    assert not is_sound(name, raw + b" ")
    assert name_in(archived_as(name)) == name


@pytest.mark.parametrize(
    "text",
    ["", "sha256:", "sha256:../../x.pdf", f"sha256:{'a' * 64}.html", f"sha256:{'a' * 64}", f"{'a' * 64}.pdf", "a.pdf"],
)
def test_what_is_no_name_of_a_copy_names_none(text: str) -> None:
    assert (name_in(text), short(text)) == ("", "")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://web.archive.org/web/2026/https://example.org/", True),
        ("HTTP://archive.ph/x", True),
        ("https://", False),
        ("https:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("data:text/html,<script>", False),
        ("https://archive.ph/a b", False),
        ("https://archive.ph/\x1b[2J", False),
    ],
)
def test_only_an_address_of_the_web_is_one_of_an_archive(text: str, is_one: bool) -> None:  # noqa: FBT001 - a column
    assert is_address(text) is is_one


def test_the_copies_of_commitments_are_named_once() -> None:
    name = copy_name(b"x")
    archived = [archived_as(name), "", "https://archive.ph/x", archived_as(name)]
    events = [deadline("2026", source=Source(url="https://a.example", archived=one)) for one in archived]
    assert copies_of([commitment("a", events=[*events, deadline("2027")])]) == [name]
