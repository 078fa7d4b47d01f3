"""The starter of an exercise can be had back, however it was written over."""

import os
import subprocess

import pytest

from mqlearn.course import starters
from mqlearn.course.manifest import Course


def git(folder, *arguments):
    who = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b",
    }
    subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True, env={**os.environ, **who}
    )


@pytest.fixture
def checkout(learner, monkeypatch):
    """The learner's folder stands in for the source checkout that the package runs from."""
    monkeypatch.setattr(starters, "CHECKOUT", learner.root)
    return Course(learner.root)


def test_in_a_checkout_it_comes_out_of_git_also_when_answers_were_committed(checkout):
    path = checkout.answer_path(checkout.exercise("first_message"))
    starter = path.read_text()
    git(checkout.root, "init")
    git(checkout.root, "add", ".")
    git(checkout.root, "commit", "-m", "the course")
    path.write_text("answer = 1\n")
    git(checkout.root, "commit", "-am", "my answer")
    assert starters.starter_of("first_message") == starter


def test_half_an_answer_is_not_taken_for_the_starter(checkout):
    path = checkout.answer_path(checkout.exercise("first_message"))
    starter = path.read_text()
    git(checkout.root, "init")
    git(checkout.root, "add", ".")
    git(checkout.root, "commit", "-m", "the course")
    path.write_text(starter + "# TODO is still here, but so is my work\n")
    assert starters.starter_of("first_message") == starter


def test_without_git_an_untouched_file_will_do_and_an_answer_will_not(checkout):
    path = checkout.answer_path(checkout.exercise("first_message"))
    starter = path.read_text()
    assert starters.starter_of("first_message") == starter
    path.write_text("answer = 1\n")
    assert starters.starter_of("first_message") is None
    assert starters.starter_of("of_the_future") is None


def test_from_a_wheel_it_comes_out_of_the_package(learner, monkeypatch, tmp_path):
    monkeypatch.setattr(starters, "CHECKOUT", tmp_path / "none")
    monkeypatch.setattr(starters, "PACKED", learner.root)
    path = learner.answer_path(learner.exercise("message"))
    assert starters.starter_of("message") == path.read_text()
