# RIGHT: no attributes, closures set as methods; the roles of the two given stacks are exchanged
import queue


class TwoStackQueue:
    def __init__(self, incoming, outgoing):
        back, front = outgoing, incoming

        def get():
            if len(front) == 0:
                for _ in range(len(back)):
                    front.push(back.pop())
            if len(front) == 0:
                raise queue.Empty("nothing waits")
            return front.pop()

        self.put = back.push
        self.get = get
        self.put_back = front.push
        self.qsize = lambda: len(back) + len(front)
