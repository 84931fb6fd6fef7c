"""What each address of the site answers: a page, where it moved, that it is gone, or nothing."""
