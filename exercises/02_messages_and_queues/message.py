"""A parcel without a label cannot be traced, returned, or told from a second parcel just like it.

Task
    Write `Message`: data (`body`) plus the metadata that a parcel label has.

Done when
    - Message('2 soups').body is '2 soups'
    - `id` is a string that no other message has, in this program or another;
      Message(body, id='A1') keeps the given one, because the same message may
      have to be sent again; None, for id or headers, is as if nothing was given
    - `headers` is a mapping, empty unless given, and a copy of what was given
    - `created_at` is the moment when this message was made: time.time(), or a
      datetime
    - nothing can be assigned: message.body = ... raises AttributeError
    - two messages with the same body are still two: they are not equal

Predict
    def make(at=time.time()): ... When is the time taken, and how often?
"""


class Message:
    """Data plus metadata, which never change."""

    def __init__(self, body, id=None, headers=None):
        # TODO: keep the body; make an id and a time; copy the headers; refuse changes
        raise NotImplementedError
