"""What rules read in the sentences of a report, and the rules about it (N)."""
