"""How parameters are found: optimisers, the run as a generator, devices, history, the worker process."""
