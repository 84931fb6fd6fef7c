"""The public site around the publications: start page, navigation, the page view and its caches."""
