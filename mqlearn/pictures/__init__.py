"""Pictures of what happened: a timeline, a chart, a table, a queue that fills.

Each one shows itself in a notebook and on a page, follows light and dark
backgrounds, and has a text form for terminals and screen readers: ``print`` it.

But: this is no plotting library. It draws the four kinds of picture that the
lessons need, and it has no styles to choose from.
"""

from mqlearn.pictures.chart import Chart, chart
from mqlearn.pictures.filling import Filling, filling
from mqlearn.pictures.table import Table, table
from mqlearn.pictures.timeline import Timeline, timeline

__all__ = ["Chart", "Filling", "Table", "Timeline", "chart", "filling", "table", "timeline"]
