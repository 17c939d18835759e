"""Word documents, and older ones turned into them."""
