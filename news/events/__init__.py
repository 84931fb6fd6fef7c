"""Event feeds: which events of the log a selection is told of, and the entries made of them."""
