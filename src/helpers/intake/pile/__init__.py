"""A pile of files as they came in: what each holds and whose it is."""
