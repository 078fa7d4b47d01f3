"""MISCONCEPTION: Turning the pile over always brings up a plate.

VERDICT: SPINNING
"""


class TwoStackQueue:
    def __init__(self, incoming, outgoing):
        self.incoming = incoming
        self.outgoing = outgoing

    def put(self, item):
        self.incoming.push(item)

    def get(self):
        while not len(self.outgoing):  # wrong: never ends when both are empty, and nobody says Empty
            while len(self.incoming):
                self.outgoing.push(self.incoming.pop())
        return self.outgoing.pop()

    def put_back(self, item):
        self.outgoing.push(item)

    def qsize(self):
        return len(self.incoming) + len(self.outgoing)
