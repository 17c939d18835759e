"""matplotlib figures of an office's numbers: each knows if there is something to see, and says it in words, too."""
