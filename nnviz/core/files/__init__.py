"""Experiment files and results on disk."""
