"""Reading what offices send: documents into grids and prose, grids into entries."""
