"""The one hook of the site: MkDocs calls these functions, and others do the work."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
# The package that is documented, and the modules beside this one.
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import course_data  # noqa: E402
import course_pages  # noqa: E402
import glossary  # noqa: E402
import notebook_page  # noqa: E402

# Here a term is explained where it stands, or code is the subject: no tooltips.
WITHOUT_TOOLTIPS = ("glossary.md", "reference/")

_data: course_data.Data


@contextmanager
def _in_plain_words() -> Iterator[None]:
    """What does not fit together ends the build with its message, not with a traceback."""
    try:
        yield
    except course_data.CourseError as error:
        raise PluginError(str(error)) from None


@_in_plain_words()
def on_config(config: MkDocsConfig) -> None:
    """Read the data, and let the lessons that are ready follow in the navigation."""
    global _data
    _data = course_data.load(Path(config.config_file_path).parent)
    (lessons,) = (part["Lessons"] for part in config.nav or [] if "Lessons" in part)
    lessons[1:] = [f"lessons/{lesson.name}.md" for lesson in _data.course.lessons if lesson.ready]


@_in_plain_words()
def on_files(files: Files, config: MkDocsConfig) -> None:
    """Make a page of every lesson."""
    for lesson in _data.course.lessons:
        if lesson.ready:
            notebook = notebook_page.load(_data.course.lesson_path(lesson))
            page = course_pages.lesson_page(notebook_page.to_markdown(notebook), lesson, _data)
            files.append(File.generated(config, f"lessons/{lesson.name}.md", content=page))


@_in_plain_words()
def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Fill in what comes from data; define the terms."""
    path = page.file.src_uri
    markdown = course_pages.filled(markdown, _data, up="../" * path.count("/"))
    if path.startswith(WITHOUT_TOOLTIPS):
        return markdown
    return f"{markdown}\n\n{glossary.definitions(_data.terms)}\n"


def on_page_content(html: str, **_: object) -> str:
    """Thin out the tooltips."""
    return glossary.quieter(html)
