"""What nnviz computes: numpy and torch, no Qt; usable from a notebook."""
