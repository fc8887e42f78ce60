"""Sentences of the core in the user's language."""

from PySide6.QtCore import QCoreApplication

from nnviz.core.sentences import Sentence


def text(sentence: Sentence | str) -> str:
    """The sentence, translated if there is a translation, with its values filled in; a name as it is."""
    if isinstance(sentence, str):
        return sentence
    values = {
        name: text(value) if isinstance(value, Sentence) else value for name, value in sentence.values.items()
    }
    return QCoreApplication.translate("core", sentence.template).format(**values)
