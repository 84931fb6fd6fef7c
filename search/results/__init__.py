"""The answer: page of hits, facets, suggestions and exports."""
