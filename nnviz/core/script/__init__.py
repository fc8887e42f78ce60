"""Runnable PyTorch scripts of an experiment: text that needs torch alone and gives nnviz's own numbers."""
