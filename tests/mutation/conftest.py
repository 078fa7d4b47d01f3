import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))  # the mutator is no part of the package


def pytest_configure(config):
    config.mutation_figures = {}  # by exercise; what the tests find out is said at the end


def pytest_terminal_summary(terminalreporter, config):
    if config.mutation_figures:
        terminalreporter.section("mutants of the right answers")
        for name, figures in config.mutation_figures.items():
            terminalreporter.write_line(f"{name}: {figures}")
