"""nianbao: the annual report on information disclosure, from an office's numbers to published pages."""
