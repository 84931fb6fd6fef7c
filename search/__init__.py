"""How publications are found: analysis of text, index and engines, the search page, and what editors own of it."""
