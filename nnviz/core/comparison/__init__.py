"""Several models on the same points: which, trained one after the other, and what each came to."""
