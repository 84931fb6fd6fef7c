"""A newsletter as mail: its content as one value, and from it the HTML mail and the text mail."""
