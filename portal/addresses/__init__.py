"""What each address of the site answers: a page, where the page moved, that it is gone, or 404."""
