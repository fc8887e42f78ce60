"""Formulas that people type: read into a small tree, evaluated by tables of functions, never as Python."""
