"""What editors see and own of search: questions without answers, and why a hit is found."""
