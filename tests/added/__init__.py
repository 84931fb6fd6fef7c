"""An example app. It adds a page type, a facet and a channel, each by one registration; tests/flow uses it."""
