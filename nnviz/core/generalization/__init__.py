"""Bias, variance and noise; for now the sentence that says what happened."""
