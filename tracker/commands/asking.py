"""A question to whoever sits at the terminal; where nobody does, nothing is asked."""

import sys

import typer


def is_attended() -> bool:
    """Whether somebody could answer."""
    return bool(sys.stdin and sys.stdin.isatty())


def agrees(question: str) -> bool:
    """Whether the answer is yes; the end of the input is none."""
    try:
        return typer.confirm(question, err=True)
    except typer.Abort:
        return False
