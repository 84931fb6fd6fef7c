"""An app that adds a page type, a facet and a channel, each by its one registration; tests/flow walks through it."""
