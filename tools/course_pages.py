"""The parts of pages that are made from data, as Markdown.

A page in `docs/` is prose with marks such as `<!-- course: claims -->`; the part of that name takes the
mark's place. `{lesson 07_delivery}` becomes a link to that lesson, or “coming in lesson 07”.
"""

from __future__ import annotations

import ast
import html
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from course_data import Claim, CourseError, Data, Term, number
from notebook_page import Notebook, reading_minutes, to_markdown
from readme_picture import draw

from mqlearn.course.lint import declared_verdict
from mqlearn.course.manifest import Exercise, Lesson
from mqlearn.pictures import chart
from mqlearn.simulation.playground import Playground
from mqlearn.verdict import Verdict

LEVELS = {1: "apply", 2: "build", 3: "design", 4: "capstone"}
JUDGED = {"true": "True", "half": "Half true", "false": "False"}
ICONS = {
    "true": ":material-check-circle:",
    "half": ":material-circle-half-full:",
    "false": ":material-close-circle:",
}
SECTIONS = {
    "1": "Background",
    "2": "Core concepts",
    "3": "How it works, and what it costs",
    "4": "The program",
    "5": "Trends and challenges",
    "6": "Frequent questions",
}

DESCRIPTION = 200
"""Characters that are shown of a page's description; more would be cut off anywhere."""

PLAYED = 200.0
"""Seconds of the run that the playground shows before it is started."""

_MARK = re.compile(r"<!-- course: ([\w-]+) -->")
_LESSON = re.compile(r"\{lesson ([\w-]+)\}")


def filled(markdown: str, data: Data, up: str = "") -> str:
    """The page with every mark replaced.

    Args:
        markdown: the page.
        data: what to fill in.
        up: how to get from the page to the folder of all pages: "" or "../".
    """

    def part(found: re.Match[str]) -> str:
        if found[1] not in PARTS:
            raise CourseError(
                f"a page asks for <!-- course: {found[1]} -->; what there is: {', '.join(PARTS)}. "
                "Use one of these, or add the part to tools/course_pages.py."
            )
        return PARTS[found[1]](data, up)

    text = _MARK.sub(part, markdown)
    return _LESSON.sub(lambda found: lesson_link(data.lesson(found[1]), up), text)


def lesson_link(lesson: Lesson, up: str) -> str:
    """A link to the lesson, or when to expect it."""
    if lesson.ready:
        return f"[lesson {number(lesson.name)}, {lesson.title}]({up}lessons/{lesson.name}.md)"
    return f"coming in lesson {number(lesson.name)}, {lesson.title}"


def picture() -> str:
    """The picture of the start page, inline, so that it follows dark mode."""
    return f'<div class="mq-svg" data-search-exclude>{" ".join(draw().split())}</div>'


def playground() -> str:
    """What the playground shows before it is started: how its first run begins."""
    play = Playground()
    play.advance(PLAYED)
    steps = [(at, float(number)) for at, number in play.depth]
    still = chart(
        {"waiting": [max(part, key=lambda step: step[1]) for part in _in_parts(steps, 60)]},
        title="One consumer, busy for 80 % of its time",
        x="seconds",
        y="messages that wait",
    )
    return f'<div class="mq-svg" data-search-exclude>{" ".join(still._repr_svg_().split())}</div>'


def _in_parts(steps: list[tuple[float, float]], count: int) -> list[list[tuple[float, float]]]:
    """The steps by the part of the run in which they fall; parts without a step are left out."""
    parts: dict[int, list[tuple[float, float]]] = {}
    for step in steps:
        parts.setdefault(int(step[0] * count / PLAYED), []).append(step)
    return list(parts.values())


# ---------------------------------------------------------------- a lesson


_GOALS = re.compile(r"^\*\*By the end you will be able to\*\*\n+(?:- .*\n)+", re.M)


def lesson_page(notebook: Notebook, lesson: Lesson, data: Data) -> str:
    """The lesson's own text, with what the course knows about it above, between and below."""
    notes = {**claim_notes(lesson, data), **_made_here(notebook, lesson, data)}
    markdown = to_markdown(notebook, notes, _checked_elsewhere(lesson, data))
    heading, _, rest = markdown.lstrip().partition("\n")
    if not heading.startswith("# "):
        raise CourseError(
            f"lessons/{lesson.name}.ipynb begins with {heading!r}. Begin with a Markdown cell "
            "whose first line is the lesson's title, such as: # Waiting"
        )
    goals = _GOALS.search(rest)
    if not goals or goals.start() > rest.find("\n## "):
        raise CourseError(
            f"lessons/{lesson.name}.ipynb does not say in its first cell what a reader will be able to do. "
            "Write there: **By the end you will be able to**, an empty line, and a list that begins with - "
        )
    parts = [
        f"---\ndescription: {json.dumps(lesson.teaches + '.', ensure_ascii=False)}\n---",
        heading,
        _lesson_facts(notebook, lesson, data),
        rest[: goals.start()],
        f'<div class="mq-goals" markdown="1">\n\n{goals[0]}\n</div>',
        rest[goals.end() :],
        _lesson_exercises(lesson, data),
    ]
    return "\n\n".join(parts)


def claim_notes(lesson: Lesson, data: Data) -> dict[str, str]:
    """For each cell of the lesson that shows claims of the article: which, and what became of them."""
    badges = defaultdict[str, list[str]](list)
    for claim in data.claims:
        for shown in claim.shown:
            name, _, cell = shown.partition("#")
            if name == lesson.name:
                badges[cell].append(_badge(claim))
    return {cell: "<span>Tests</span>\n" + "\n".join(of) + "\n{ .mq-tests }" for cell, of in badges.items()}


def _made_here(notebook: Notebook, lesson: Lesson, data: Data) -> dict[str, str]:
    """For each cell that begins a Make: that the exercises can be done on their pages."""
    of_lesson = data.course.exercises_of(lesson)
    if not of_lesson or any(exercise.not_in_the_browser for exercise in of_lesson):
        return {}
    notes = {}
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if text.startswith(("## Make\n", "## Make:")):
            many = text.count("](../exercises/") > 1
            leads = "the links lead to pages" if many else "the link leads to a page"
            note = f"On this site, {leads} where you can write your answer and check it."
            notes[cell["id"]] = f"{note}\n{{ .mq-small }}"
    return notes


def _checked_elsewhere(lesson: Lesson, data: Data) -> dict[str, str]:
    """For each cell that checks an exercise: where it is checked, since a browser has no processes."""
    said = {}
    for exercise in data.course.exercises_of(lesson):
        page = f"[page of the exercise](../exercises/{exercise.name}.md)"
        what = exercise.not_in_the_browser
        here = f"On this site, the {page} checks your answer."
        there = f"It needs {what}, and a browser has none. Check it on your machine: the {page} says how."
        said[f"check-{exercise.name.replace('_', '-')}"] = there if what else here
    return said


def _badge(claim: Claim) -> str:
    return (
        f"[claim {claim.number}: {JUDGED[claim.verdict].lower()}](../claims.md#claim-{claim.number})"
        f'{{ .mq-badge .mq-{claim.verdict} title="The article: {_plain(claim.claims)}" }}'
    )


def _lesson_facts(notebook: Notebook, lesson: Lesson, data: Data) -> str:
    facts = [f"Lesson {number(lesson.name)}", f"about {_rounded(reading_minutes(notebook))} minutes to read"]
    facts.append(f"{lesson.minutes} to work through")
    if exercises := data.course.exercises_of(lesson):
        minutes = lesson.minutes + sum(exercise.minutes for exercise in exercises)
        facts.append(f"{spoken(minutes)} with its exercises")
    tested = [
        f"[{claim.number}](../claims.md#claim-{claim.number})"
        f'{{ title="The article: {_plain(claim.claims)}" }}'
        for claim in data.claims
        if lesson.name in claim.lessons
    ]
    if tested:
        facts.append(f"claim{'s' * (len(tested) > 1)} {', '.join(tested)}")
    spans = "\n".join(f"<span>{fact}</span>" for fact in facts)
    return f"{spans}\n{{ .mq-facts }}"


def spoken(minutes: int) -> str:
    """A number of minutes as one says it: 40 minutes; 1 hour; 2 hours 15."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} minutes"
    return f"{hours} hour{'s' * (hours > 1)}" + (f" {rest}" if rest else "")


def _rounded(minutes: float) -> int:
    """To five minutes, and never to none: nobody reads to the minute."""
    return max(5, 5 * round(minutes / 5))


def _lesson_exercises(lesson: Lesson, data: Data) -> str:
    exercises = data.course.exercises_of(lesson)
    if not exercises:
        return ""
    items = [
        f'<li markdown="1">[{exercise.title}](../exercises/{exercise.name}.md)\n'
        f"<span>level {exercise.level}, {LEVELS[exercise.level]} · {exercise.minutes} minutes</span>\n"
        f"`mqlearn check {exercise.name}` {mark(exercise)}</li>"
        for exercise in exercises
    ]
    return (
        "## Exercises of this lesson { #exercises-of-this-lesson }\n\n"
        '<ul class="mq-exercise-list" markdown="1">\n' + "\n".join(items) + "\n</ul>\n"
    )


# ---------------------------------------------------------------- parts of pages


def lessons_map(data: Data, up: str) -> str:
    """All lessons, those to come included."""
    items = []
    for lesson in data.course.lessons:
        title = f"[{lesson.title}]({up}lessons/{lesson.name}.md)" if lesson.ready else lesson.title
        count = len(data.course.exercises_of(lesson))
        facts = [f"{lesson.minutes} minutes" if lesson.ready else "coming"]
        facts += [f"{count} exercise{'s' * (count != 1)}"] if count else []
        items.append(
            f'<li class="{"mq-ready" if lesson.ready else "mq-coming"}" markdown="block">\n\n'
            f'<span class="mq-number">{number(lesson.name)}</span>\n\n'
            f"## {title} {{ #{lesson.name} }}\n\n"
            f"{lesson.teaches}.\n\n{' · '.join(facts)}\n{{ .mq-small }}\n\n</li>"
        )
    return '<ol class="mq-map" markdown="1">\n' + "\n".join(items) + "\n</ol>"


def coming(data: Data) -> str:
    """Which lessons are still to come, in a sentence."""
    numbers = [number(lesson.name) for lesson in data.course.lessons if not lesson.ready]
    if not numbers:
        return "All lessons are there."
    *most, last = numbers
    names = f"Lessons {', '.join(most)} and {last} are" if most else f"Lesson {last} is"
    return f"{names} still to come, and not part of any plan."


def claims_summary(data: Data) -> str:
    """How many claims are true, half true, false, and how many you can see tested today."""
    count = Counter[str](claim.verdict for claim in data.claims)
    judged = ", ".join(f"{ICONS[name]} {count[name]} {JUDGED[name].lower()}" for name in JUDGED)
    shown = sum(bool(claim.shown) for claim in data.claims)
    return (
        f"**{len(data.claims)} claims: {judged}.**\n"
        f"{shown} of them are shown in a cell that you can run today."
    )


def claims(data: Data, up: str) -> str:
    """Every claim with its verdict, what is so, and where it is shown."""
    parts = []
    section = ""
    for claim in data.claims:
        if claim.section != section:
            section = claim.section
            parts.append(f"## {SECTIONS[section]} {{ #section-{section} }}")
        parts.append(_claim(claim, data, up))
    return "\n\n".join(parts)


def _claim(claim: Claim, data: Data, up: str) -> str:
    return (
        f'<section class="mq-claim mq-{claim.verdict}" id="claim-{claim.number}" markdown="1">\n\n'
        f"[{claim.number}](#claim-{claim.number}){{ .mq-number title='Link to this claim' }}\n"
        f"{ICONS[claim.verdict]} **{JUDGED[claim.verdict]}**\n{{ .mq-verdict }}\n\n"
        f"The article says: {claim.claims}\n{{ .mq-said }}\n\n"
        f"{claim.is_so}\n\n"
        f"{_where_shown(claim, data, up)}\n{{ .mq-small }}\n\n</section>"
    )


def _where_shown(claim: Claim, data: Data, up: str) -> str:
    """Links to the cells that show it, and the lessons that still have to."""
    cells = [cell.split("#") for cell in claim.shown]
    links = [
        f"[lesson {number(lesson)}, “{cell.replace('-', ' ')}”]({up}lessons/{lesson}.md#{cell})"
        for lesson, cell in cells
    ]
    showing = {lesson for lesson, _ in cells}
    coming = [number(data.lesson(name).name) for name in claim.lessons if name not in showing]
    sentences = [f"Shown in {', '.join(links)}."] if links else []
    sentences += [f"Coming in lesson{'s' * (len(coming) > 1)} {', '.join(coming)}."] if coming else []
    return " ".join(sentences)


def exercises(data: Data, up: str) -> str:
    """Every exercise with its story, and the way to its page."""
    parts = []
    for lesson in data.course.lessons:
        of_lesson = data.course.exercises_of(lesson)
        if of_lesson:
            parts.append(f"## {number(lesson.name)} {lesson.title} {{ #{lesson.name} }}")
            parts += [_exercise(exercise, data, up) for exercise in of_lesson]
    return "\n\n".join(parts) or "No exercise is ready yet."


def _exercise(exercise: Exercise, data: Data, up: str) -> str:
    starter = data.course.answer_path(exercise).read_text(encoding="utf-8")
    names = {other.name: other.title for other in data.course.exercises}
    facts = [
        f"<span>Level {exercise.level}, {LEVELS[exercise.level]}</span>",
        f"<span>{exercise.minutes} minutes</span>",
        f"<span>{html.escape(', '.join(exercise.concepts))}</span>",
    ]
    if exercise.needs:
        needs = ", ".join(f"[{names[name]}](#{name})" for name in exercise.needs)
        facts.append(f"<span>After: {needs}</span>")
    facts.append(f"[The cell that shows it]({up}lessons/{exercise.link.replace('#', '.md#')})")
    if exercise.not_in_the_browser:
        facts.append(f"<span>Needs {exercise.not_in_the_browser}: on your machine</span>")
    parts = [
        f"### [{exercise.title}]({up}exercises/{exercise.name}.md) {{ #{exercise.name} }}",
        "\n".join([*facts, mark(exercise)]) + "\n{ .mq-facts }",
        story(starter),
    ]
    return "\n\n".join(parts)


def mark(exercise: Exercise) -> str:
    """Where a script says how far the reader is with it."""
    return f'<span class="mq-mark" data-mark="{exercise.name}" hidden></span>'


def story(starter: str) -> str:
    """The story that a starter's docstring begins with: everything before its "Task"."""
    docstring = ast.get_docstring(ast.parse(starter)) or ""
    return re.split(r"\n\s*\n(?=Task\b)", docstring)[0].strip()


def fold(summary: str, body: str, cls: str = "") -> str:
    """A block of Markdown that opens when its summary is clicked."""
    kind = f' class="{cls}"' if cls else ""
    head = f'<details{kind} markdown="1">\n<summary markdown="1">{summary}</summary>'
    return f"{head}\n\n{body.strip()}\n\n</details>"


def verdicts() -> str:
    """Every verdict and its sentence, each below a heading of its own: so the search leads to it."""
    items = [
        f"### {verdict.value} {{ #{verdict.name.lower().replace('_', '-')} }}\n\n{verdict.sentence}"
        for verdict in Verdict
    ]
    return '<div class="mq-verdicts" markdown="1">\n\n' + "\n\n".join(items) + "\n\n</div>"


def glossary(data: Data, up: str) -> str:
    """Every term."""
    return "\n\n".join(_term(term, data, up) for term in data.terms)


def _term(term: Term, data: Data, up: str) -> str:
    anchor = re.sub(r"[^a-z0-9]+", "-", term.term.lower()).strip("-")
    return (
        f'### {term.term} <span lang="zh">{term.chinese}</span> '
        f'{{ #{anchor} data-toc-label="{term.term}" }}\n\n'
        f"**{term.short}** {term.text}\n\n"
        f"More: {lesson_link(data.lesson(term.lesson), up)}.\n{{ .mq-small }}"
    )


def bank(data: Data, up: str) -> str:
    """How many wrong answers each exercise has, and the verdicts that they must get."""
    found = {
        exercise: Counter(declared_verdict(path).value for path in data.course.wrong_answers(exercise))
        for exercise in data.course.exercises
    }
    rows = [
        (_to_exercise(exercise, up), str(count.total()), _by_verdict(count, up))
        for exercise, count in found.items()
    ]
    together = sum(found.values(), Counter())
    rows.append(("**Together**", f"**{together.total()}**", _by_verdict(together, up)))
    return _table(("Exercise", "Wrong answers", "Each must get"), rows, numbers=(1,))


def mutants(data: Data, up: str) -> str:
    """What became of the mutants, as tools/mutate.py counted them."""
    path = data.course.root / "tests" / "mutation" / "figures.json"
    figures = json.loads(path.read_text(encoding="utf-8"))
    rows = []
    for exercise in data.course.exercises:
        if exercise.name not in figures:
            raise CourseError(
                f"{path.name} has no figures of {exercise.name}:"
                f" run python tools/mutate.py {exercise.name} --write"
            )
        table = figures[exercise.name]
        counts = (table["mutants"], sum(table["killed"].values()), table["equivalent"])
        rows.append((_to_exercise(exercise, up), *map(str, counts), _by_verdict(table["killed"], up)))
    sums = [sum(int(row[column]) for row in rows) for column in (1, 2, 3)]
    rows.append(("**Together**", *(f"**{number}**" for number in sums), ""))
    head = ("Exercise", "Mutants", "Red", "Right as well", "The red ones, by verdict")
    return _table(head, rows, numbers=(1, 2, 3))


def _to_exercise(exercise: Exercise, up: str) -> str:
    return f"[{exercise.title}]({up}exercises/{exercise.name}.md)"


def _by_verdict(count: Mapping[str, int], up: str) -> str:
    page = f"{up}verdicts.md"
    return ", ".join(
        f"[{verdict.value}]({page}#{verdict.name.lower().replace('_', '-')})&nbsp;{count[verdict.value]}"
        for verdict in Verdict
        if count.get(verdict.value)
    )


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], numbers: Sequence[int]) -> str:
    """A table; numbers: the columns that hold numbers."""
    line = tuple("---:" if column in numbers else "---" for column in range(len(head)))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, line, *rows))


def beginning(page: str) -> str:
    """The first sentences of a page of HTML, at least one, as plain text."""
    paragraph = re.search(r"<p\b[^>]*>(.*?)</p>", page, re.S)
    if not paragraph:
        return ""
    text = " ".join(html.unescape(re.sub(r"<[^>]*>", "", paragraph[1])).split())
    sentences = re.split(r"(?<=[.?:]) ", text)
    while len(sentences) > 1 and len(" ".join(sentences)) > DESCRIPTION:
        sentences.pop()
    return " ".join(sentences)


def literal(text: str) -> str:
    """A text that only knows `code`, for Markdown: a hole to fill in, ____, is no emphasis."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(
        part if i % 2 else re.sub(r"([\\*_<\[\]#])", r"\\\1", part) for i, part in enumerate(parts)
    )


def _plain(text: str) -> str:
    """A text that may stand inside a quoted attribute."""
    return text.replace("`", "").replace('"', "”")


PARTS: dict[str, Callable[[Data, str], str]] = {
    "picture": lambda _data, _up: picture(),
    "playground": lambda _data, _up: playground(),
    "lessons": lessons_map,
    "coming": lambda data, _up: coming(data),
    "claims-summary": lambda data, _up: claims_summary(data),
    "claims": claims,
    "exercises": exercises,
    "verdicts": lambda _data, _up: verdicts(),
    "bank": bank,
    "mutants": mutants,
    "glossary": glossary,
}
