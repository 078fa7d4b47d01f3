"""What a notebook promises its readers on the site: the same words, outputs and links as in Jupyter."""

from __future__ import annotations

import html.parser
import re
from typing import Any

import notebook_page
import pytest
from markdown import Markdown

EXTENSIONS = ["abbr", "admonition", "attr_list", "md_in_html", "tables", "pymdownx.superfences"]


def code(
    source: str, *outputs: dict[str, Any], name: str = "one-order", tags: tuple[str, ...] = ()
) -> dict[str, Any]:
    metadata = {"tags": list(tags)} if tags else {}
    return {"cell_type": "code", "id": name, "metadata": metadata, "source": source, "outputs": list(outputs)}


def result(**data: str) -> dict[str, Any]:
    kinds = {"svg": "image/svg+xml", "html": "text/html", "text": "text/plain"}
    return {"output_type": "execute_result", "data": {kinds[kind]: value for kind, value in data.items()}}


def printed(text: str | list[str], name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def text(source: str, name: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def page(*cells: dict[str, Any] | str) -> str:
    """The HTML that readers get; a string stands for a cell of Markdown without a name."""
    notebook = {"cells": [text(cell, "") if isinstance(cell, str) else cell for cell in cells]}
    return Markdown(extensions=EXTENSIONS).convert(notebook_page.to_markdown(notebook))


class Texts(html.parser.HTMLParser):
    """The text inside each element of one class."""

    def __init__(self, cls: str) -> None:
        super().__init__()
        self.cls, self.depth, self.found = cls, 0, [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += bool(self.depth) or self.cls in (dict(attrs).get("class") or "").split()

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth)

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.found[-1] += data


def shown(built: str, cls: str) -> str:
    texts = Texts(cls)
    texts.feed(built)
    return texts.found[0]


# ---------------------------------------------------------------- cells


def test_a_cell_can_be_linked_to_by_its_name_and_knows_its_tags():
    built = page(code("a = 1"), "between", code("b = 2", name="two-orders", tags=("no-browser", "slow")))
    assert '<div class="mq-cell" data-tags="" id="one-order">' in built
    assert '<div class="mq-cell" data-tags="no-browser slow" id="two-orders">' in built


def test_a_cell_that_makes_no_sense_here_says_where_to_go_in_place_of_its_output():
    cells = [
        code("check()", printed("NOT STARTED"), name=name, tags=("no-browser",)) for name in ("here", "gone")
    ]
    built = notebook_page.to_markdown({"cells": cells}, elsewhere={"gone": "Go to [its page](x.md)."})
    here, _, gone = built.partition('id="gone"')
    assert "does not run in a browser" in here
    assert "NOT STARTED" in here
    assert "Go to [its page](x.md).\n{ .mq-not-here }" in gone
    assert "does not run in a browser" not in gone
    assert "NOT STARTED" not in gone


def test_a_cell_of_text_can_be_linked_to_and_its_heading_takes_its_name():
    built = page(text("## The verdict\n\nIt is *so*.", "verdict"), text("It is *so*.\n\n## More", "reading"))
    assert '<h2 id="verdict">The verdict</h2>' in built
    assert '<div id="reading"></div>\n<p>It is <em>so</em>' in built


def test_the_name_stands_at_the_head_of_the_cell_as_a_link_to_it():
    built = page(code("# one-order\na = 1"))
    head, _, rest = built.partition('<p class="mq-name"><a href="#one-order">one-order</a></p>')
    assert head.rstrip().endswith('id="one-order">')
    assert rest.lstrip().startswith('<div class="highlight">')


def test_modify_links_to_the_cells_that_it_mentions_and_to_nothing_else():
    words = "In `join`, and in `two-orders`, call `join`, not `no-cell`.\n\n```\nIn `join`\n```\n"
    cells = [code("a = 1", name="join"), code("b = 2", name="two-orders")]
    built = page(*cells, text("## Modify\n\n" + words, "modify"), text("## Make\n\n`two-orders`", "make"))
    links = ['<a href="#join"><code>join</code></a>', '<a href="#two-orders"><code>two-orders</code></a>']
    assert f"In {links[0]}, and in {links[1]}, call <code>join</code>, not <code>no-cell</code>." in built
    assert [built.count(link) for link in links] == [1, 1]


def test_an_empty_cell_is_left_out_and_not_counted():
    unnamed = code("a = 1")
    del unnamed["id"]
    assert 'id="cell-1"' in page(code("  \n", name="empty"), unnamed)
    assert "empty" not in page(code("  \n", name="empty"))


def test_a_cell_without_a_name_is_called_by_its_number():
    unnamed = code("a = 1")
    del unnamed["id"]
    assert 'id="cell-1"' in page(unnamed)


def test_code_that_holds_a_fence_stays_one_block():
    source = 'text = """\n```\n# no heading\n```\n"""'
    assert page(code(source)).count("<h1") == 0
    assert "# no heading" in page(code(source))


@pytest.mark.parametrize(
    "text",
    [
        "soup\n\nnoodles\n",
        "```\n# no heading\n```\n",
        "> [!NOTE]\n> no callout\n",
        "*no* <b>markup</b> &amp; no [link](x.ipynb)\n\n\n    indented",
        "</pre></div><div>",
    ],
)
def test_what_a_program_printed_is_shown_to_the_letter(text):
    assert shown(page(code("run()", printed(text))), "mq-stdout") == text


def test_pieces_of_one_stream_are_one_output_whatever_their_timing():
    whole = page(code("run()", printed("soup\nnoodles\n")))
    assert page(code("run()", printed("soup\n"), printed(["nood", "les\n"]))) == whole


def test_streams_keep_their_order_and_their_kind():
    built = page(code("run()", printed("a"), printed("b", "stderr"), printed("c")))
    assert re.findall(r'class="mq-(stdout|stderr)">(\w)', built) == [
        ("stdout", "a"),
        ("stderr", "b"),
        ("stdout", "c"),
    ]


def test_the_richest_form_of_a_result_wins():
    svg = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
    assert "<path" in page(code("x", result(svg=svg, html="<i>h</i>", text="t")))
    assert "<?xml" not in page(code("x", result(svg=svg)))
    assert '<div class="mq-html"><i>h</i></div>' in page(code("x", result(html="<i>h</i>", text="t")))
    assert '<pre class="mq-result">&lt;Queue&gt;</pre>' in page(code("x", result(text="<Queue>")))


def test_markdown_and_tooltips_leave_outputs_alone():
    table = "<table>\n<tr>\n\n<td># *soup* and `queue`</td></tr></table>"
    built = page("*[soup]: hot", code("x", result(html=table), result(svg="<svg><text>*soup*</text></svg>")))
    assert "<td># *soup* and `queue`</td></tr></table>" in built
    assert "<text>*soup*</text>" in built


# ---------------------------------------------------------------- errors


def failed(*lines: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": "Full", "evalue": "", "traceback": list(lines)}


def test_a_traceback_keeps_its_colors_as_classes_and_loses_its_escape_codes():
    built = page(code("x", failed("\x1b[0;31mFull\x1b[0m: 3 < 4", "\x1b[1mbold\x1b[22m")))
    assert '<span class="mq-ansi-red">Full</span>: 3 &lt; 4' in built
    assert shown(built, "mq-error") == "Full: 3 < 4\nbold"


@pytest.mark.parametrize(
    ("stored", "reads"),
    [
        ("File /home/ada/course/mqlearn/queues/list_queue.py:40", "File mqlearn/queues/list_queue.py:40"),
        ("File ~/mqlearn/mqlearn/message.py:3", "File mqlearn/message.py:3"),
        (
            "File \x1b[32m/usr/lib/python3.11/asyncio/queues.py:7",
            "File \x1b[32mpython3.11/asyncio/queues.py:7",
        ),
        (r"File C:\ada\mqlearn\message.py:3", r"File mqlearn\message.py:3"),
        ("Cell In[3], line 2, 1/2 of it", "Cell In[3], line 2, 1/2 of it"),
    ],
)
def test_a_traceback_does_not_name_folders_of_the_machine_that_ran_it(stored, reads):
    assert notebook_page.without_home(stored) == reads


# ---------------------------------------------------------------- pictures


def test_two_pictures_of_one_page_do_not_share_ids():
    svg = (
        '<svg aria-labelledby="t d"><title id="t">T</title><desc id="d">D</desc>'
        '<clipPath id="c"/><g clip-path="url(#c)"/><use href="#c"/></svg>'
    )
    built = page(code("x", result(svg=svg), result(svg=svg)), code("y", result(svg=svg), name="other"))
    ids = re.findall(r'\bid="([^"]+)"', built)
    assert len(ids) == len(set(ids)) == 3 * 3 + 2
    used = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', built)
    assert all((a or b) in ids for a, b in used)
    assert all(
        name in ids for names in re.findall(r'aria-labelledby="([^"]+)"', built) for name in names.split()
    )


def test_an_id_that_another_id_begins_with_is_not_mixed_up_with_it():
    svg = '<svg><g id="a"/><g id="ab"/><use href="#ab"/></svg>'
    assert notebook_page.unique_ids(svg, "p-") == '<svg><g id="p-a"/><g id="p-ab"/><use href="#p-ab"/></svg>'


# ---------------------------------------------------------------- prose


@pytest.mark.parametrize(
    ("word", "cls", "title"),
    [
        ("NOTE", "note", "Note"),
        ("TIP", "tip", "Tip"),
        ("IMPORTANT", "info", "Important"),
        ("WARNING", "warning", "Warning"),
        ("CAUTION", "danger", "Caution"),
    ],
)
def test_a_callout_of_github_becomes_a_note_of_the_site(word, cls, title):
    built = page(f"Before.\n\n> [!{word}]\n> Soup is *hot*.\n>\n> - mind it\n\nAfter.")
    assert f'<div class="admonition {cls}">\n<p class="admonition-title">{title}</p>' in built
    assert "<em>hot</em>" in built
    assert "<li>mind it</li>\n</ul>\n</div>\n<p>After.</p>" in built


def test_a_plain_quotation_stays_one():
    assert "<blockquote>" in page("> Soup is hot.")


def test_a_callout_inside_a_code_block_stays_code():
    source = "```text\n> [!NOTE]\n> <details>\n[a](b.ipynb)\n```"
    assert notebook_page.prose(source) == source


FOLDED = "It *waits*:\n\n```python\nget()\n```\n\n| a |\n|---|\n| b |\n"


@pytest.mark.parametrize(
    "source",
    [
        f"<details>\n<summary>The **answer**</summary>\n\n{FOLDED}\n</details>",
        f"<details><summary>The **answer**</summary>{FOLDED}</details>",
    ],
)
def test_markdown_inside_a_folded_answer_renders(source):
    built = page(source)
    assert "<summary>The <strong>answer</strong></summary>" in built
    assert "It <em>waits</em>:" in built
    assert "<td>b</td>" in built
    assert "```" not in built
    assert built.rstrip().endswith("</details>")


def test_a_folded_answer_that_is_open_stays_open():
    assert re.search(r"<details[^>]* open", page("<details open><summary>A</summary>b</details>"))


def test_a_callout_inside_a_folded_answer_renders():
    built = page("<details>\n<summary>A</summary>\n\n> [!TIP]\n> Look *again*.\n\n</details>")
    assert 'class="admonition tip"' in built
    assert "<em>again</em>" in built


@pytest.mark.parametrize(
    ("in_the_notebook", "on_the_site"),
    [
        ("02_messages_and_queues.ipynb", "02_messages_and_queues.md"),
        ("02_messages_and_queues.ipynb#one-order", "02_messages_and_queues.md#one-order"),
        ("../exercises/01_why_asynchronous/hand_off.py", "../exercises/hand_off.md"),
        ("../exercises/01_why_asynchronous/test_hand_off.py", "../exercises/hand_off.md"),
        ("../exercises/01_why_asynchronous/", "../exercises.md#01_why_asynchronous"),
        ("../mqlearn/queues/list_queue.py", "../reference/queues.md#mqlearn.queues.list_queue"),
        ("../mqlearn/message.py", "../reference/message.md#mqlearn.message"),
        ("../docs/glossary.md#lease", "../glossary.md#lease"),
        ("#one-order", "#one-order"),
        ("https://docs.python.org/3/library/queue.html#x", "https://docs.python.org/3/library/queue.html#x"),
    ],
)
def test_a_link_leads_to_the_page_of_what_it_names(in_the_notebook, on_the_site):
    assert notebook_page.prose(f"see [it]({in_the_notebook}).") == f"see [it]({on_the_site})."
    assert notebook_page.prose(f'<a href="{in_the_notebook}">') == f'<a href="{on_the_site}">'
