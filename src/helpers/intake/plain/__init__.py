"""Plain text, values with separators, and narrative.md."""
