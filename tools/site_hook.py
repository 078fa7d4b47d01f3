"""The one hook of the site: MkDocs calls these functions, and others do the work."""

from __future__ import annotations

import hashlib
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
# The package that is documented, and the modules beside this one.
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import course_data  # noqa: E402
import course_pages  # noqa: E402
import exercise_pages  # noqa: E402
import glossary  # noqa: E402
import notebook_page  # noqa: E402
import vendor_site  # noqa: E402

# Here a term is explained where it stands, or code is the subject: no tooltips.
WITHOUT_TOOLTIPS = ("glossary.md", "reference/")

# In the folder of the scripts that run cells, which says where Python and mqlearn are.
RUN = "assets/run"

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
    lessons[1:] = [
        {f"{course_data.number(lesson.name)} {lesson.title}": f"lessons/{lesson.name}.md"}
        for lesson in _data.course.lessons
        if lesson.ready
    ]
    if vendor_site.packages()["pyodide"].is_there:
        script = ExtraScriptValue(f"{RUN}/start.js")
        script.type = "module"
        config.extra_javascript.append(script)
    else:
        logging.getLogger("mkdocs.hooks").warning(
            "Python for the Run buttons is not in build/vendor, so the pages have none: "
            "run `make site`, or `python tools/vendor_site.py` and this command again."
        )


@_in_plain_words()
def on_files(files: Files, config: MkDocsConfig) -> None:
    """Make a page of every lesson and of every exercise."""
    for lesson in _data.course.lessons:
        if lesson.ready:
            notebook = notebook_page.load(_data.course.lesson_path(lesson))
            page = course_pages.lesson_page(notebook, lesson, _data)
            files.append(File.generated(config, f"lessons/{lesson.name}.md", content=page))
    for exercise in _data.course.exercises:
        page = exercise_pages.exercise_page(exercise, _data)
        files.append(File.generated(config, f"exercises/{exercise.name}.md", content=page))
    _bring_python(files, config)


def _bring_python(files: Files, config: MkDocsConfig) -> None:
    """What the Run buttons load: Python, and mqlearn as it is in this repository."""
    pyodide = vendor_site.packages()["pyodide"]
    if not pyodide.is_there:
        return
    for path in pyodide.paths:
        name = path.relative_to(vendor_site.FOLDER).as_posix()
        files.append(File.generated(config, f"assets/vendor/{name}", abs_src_path=str(path)))
    name, wheel = _wheel()
    files.append(File.generated(config, f"{RUN}/{name}", content=wheel))
    # The sum is part of the address: no cache of an older site can answer it.
    manifest = {
        "wheel": f"{name}?sha256={hashlib.sha256(wheel).hexdigest()}",
        "bytes": len(wheel) + sum(path.stat().st_size for path in pyodide.paths if path.suffix != ".mjs"),
    }
    files.append(File.generated(config, f"{RUN}/python.json", content=json.dumps(manifest)))


def _wheel() -> tuple[str, bytes]:
    """The wheel of mqlearn: the same bytes for the same sources."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PluginError(f"the wheel of mqlearn cannot be built:\n{done.stdout}{done.stderr}")
        (path,) = Path(folder).glob("*.whl")
        return path.name, path.read_bytes()


@_in_plain_words()
def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Fill in what comes from data; define the terms."""
    path = page.file.src_uri
    markdown = course_pages.filled(markdown, _data, up="../" * path.count("/"))
    if path.startswith(WITHOUT_TOOLTIPS):
        return markdown
    return f"{markdown}\n\n{glossary.definitions(_data.terms)}\n"


def on_page_content(html: str, page: Page, **_: object) -> str:
    """Thin out the tooltips; a page that does not describe itself is described by how it begins."""
    page.meta.setdefault("description", course_pages.beginning(html))
    return glossary.quieter(html)


def on_post_page(output: str, **_: object) -> str:
    """Name the theme's search for those who cannot see it: a dialog without a name says nothing to them."""
    return output.replace(' role="dialog"', ' role="dialog" aria-label="Search"')
