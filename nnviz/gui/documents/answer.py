"""What can be answered to a question about documents."""

from enum import Enum


class Answer(Enum):
    """What the user chose. Closing a question is the same as `CANCEL`."""

    SAVE = "save"
    DISCARD = "discard"
    REPLACE = "replace"
    SAVE_AS = "save as"
    OPEN_COPY = "open a copy"
    OPEN_ANYWAY = "open anyway"
    CANCEL = "cancel"
