"""MISCONCEPTION: Taking the broken lines away repairs them.

VERDICT: WRONG
"""


class Hatch:
    def __init__(self):
        self.plates = []

    def put(self, plate):
        pass

    def take(self):
        pass
