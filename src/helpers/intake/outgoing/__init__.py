"""What goes back to offices: blank forms, and their own files with the findings marked."""
