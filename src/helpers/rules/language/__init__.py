"""Rules about words: personal data, marks, names, style, copied text (P, C, X)."""
