"""Which cell of a document is which number of the form: tables, rows and columns found by their labels."""
