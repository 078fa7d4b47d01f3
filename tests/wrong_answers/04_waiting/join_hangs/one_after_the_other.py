"""MISCONCEPTION: Without cooks side by side nothing can go wrong.

VERDICT: WRONG
"""


class SoldOut(Exception):
    pass


async def serve(dishes, cook, cooks):
    wrong, todo = [], list(dishes)
    while todo:
        dish = todo.pop(0)
        try:
            todo += await cook(dish)  # wrong: one dish at a time, however many cooks there are
        except Exception:
            wrong.append(dish)
    return wrong
