"""The admin's first page as a desk: what I may write, what waits for me, what has gone out and what is overdue."""
