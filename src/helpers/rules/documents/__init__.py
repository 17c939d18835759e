"""Rules about a report as a document, and its publication (S, P)."""
