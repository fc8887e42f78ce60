"""The SETTINGS panel: model, training and points, as controls."""

from nnviz.gui.settings.panel import SettingsPanel

__all__ = ["SettingsPanel"]
