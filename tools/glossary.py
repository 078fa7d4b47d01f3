"""Tooltips: every term of the glossary explains itself where it stands, once in each section of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable

from course_data import Term

_INTERESTING = re.compile(
    r"(?P<quiet><(?P<tag>h[1-6]|a|summary)\b[^>]*>.*?</(?P=tag)>)"
    r'|<abbr title="(?P<title>[^"]*)">(?P<word>.*?)</abbr>',
    re.S,
)


def definitions(terms: Iterable[Term]) -> str:
    """Definitions for the `abbr` extension, which finds the words and leaves code alone.

    Each is a block of its own: of one long block Markdown would read all that is left after each line.
    """
    lines = []
    for term in terms:
        if not term.tooltip:
            continue
        for spelling in _spellings([term.term, *term.aliases]):
            lines.append(f"*[{spelling}]: {term.short} ({term.chinese})")
    return "\n\n".join(lines)


def quieter(page: str) -> str:
    """Keep the first tooltip of each term in each section; none in headings, links and summaries.

    A course on messages says “message” in every line. Underlined every time, nobody could read it.
    """
    seen: set[str] = set()

    def replaced(found: re.Match[str]) -> str:
        if found["quiet"]:
            if found["tag"] == "h2":
                seen.clear()
            return re.sub(r"</?abbr\b[^>]*>", "", found["quiet"])
        if found["title"] in seen:
            return found["word"]
        seen.add(found["title"])
        return found[0]

    return _INTERESTING.sub(replaced, page)


def _spellings(words: Iterable[str]) -> list[str]:
    """Each word as it stands, and as it stands at the start of a sentence."""
    return sorted({spelling for word in words for spelling in (word, word[0].upper() + word[1:])})
