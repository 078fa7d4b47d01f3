"""The learner's file as a module."""

from mqlearn.checks.answer import load


def test_each_process_has_other_hashes_of_texts_and_bytes(tmp_path):
    file = tmp_path / "answer.py"
    file.write_text("key = lambda order: hash(order)")
    one, two = load("answer", str(file)), load("answer", str(file))
    for order in ("order 31", b"order 31"):
        assert one.key(order) == one.key(order)
        assert one.key(order) != two.key(order)
    assert one.key(31) == two.key(31) == hash(31)
