"""The connection that stops at every statement."""

import pytest

from mqlearn.checks.databases import Killed, Locked, Steps


def test_every_statement_and_every_commit_is_two_steps(tmp_path):
    steps = Steps()
    db = steps.connect(tmp_path / "orders.db")
    db.execute("CREATE TABLE orders (dish)")
    with db:
        db.execute("BEGIN IMMEDIATE")
        db.cursor().executemany("INSERT INTO orders VALUES (?)", [("soup",), ("cake",)])
    whats = [where.split()[:2] for where in steps.taken]
    assert whats == [
        [when, what] for what in ("CREATE", "BEGIN", "INSERT", "COMMIT") for when in ("before", "after")
    ]


def test_what_was_not_committed_dies_with_the_process(tmp_path):
    Steps().connect(tmp_path / "orders.db").execute("CREATE TABLE orders (dish)")
    steps = Steps(kill_at=4)
    db = steps.connect(tmp_path / "orders.db")
    db.execute("BEGIN IMMEDIATE")
    with pytest.raises(Killed):
        db.execute("INSERT INTO orders VALUES ('soup')")
    for call in (db.commit, db.rollback, db.cursor, lambda: db.execute("SELECT 1")):
        with pytest.raises(Killed):
            call()
    other = Steps().connect(tmp_path / "orders.db")
    assert other.execute("SELECT count(*) FROM orders").fetchone() == (0,)
    other.execute("BEGIN IMMEDIATE")  # the dead have left no lock


def test_who_meets_a_lock_is_told_to_wait(tmp_path):
    first, second = Steps(), Steps(waits=True)
    one, two = (steps.connect(tmp_path / "orders.db") for steps in (first, second))
    one.execute("CREATE TABLE orders (dish)")
    one.execute("BEGIN IMMEDIATE")
    with pytest.raises(Locked):
        two.execute("BEGIN IMMEDIATE")
    second.let_go()
    one.execute("COMMIT")
    two.execute("INSERT INTO orders VALUES ('soup')")


def test_without_order_by_rows_do_not_come_as_they_went_in(tmp_path):
    db = Steps().connect(tmp_path / "a.db")
    db.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, dish TEXT)")
    db.executemany("INSERT INTO orders (dish) VALUES (?)", [("soup",), ("tea",)])
    assert db.execute("SELECT dish FROM orders").fetchall() == [("tea",), ("soup",)]
    assert db.execute("SELECT dish FROM orders ORDER BY id").fetchall() == [("soup",), ("tea",)]
    db.close()
