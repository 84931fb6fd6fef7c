"""Selections: which publications to show, as a value and as a query. Results, feeds and exports share them."""
