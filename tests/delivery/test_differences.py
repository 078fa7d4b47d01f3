"""The page on delivery says of the engines what the tests have seen."""

from differences import PAGE, page


def test_the_page_has_the_table_that_the_tests_check():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tests/delivery/differences.py"
