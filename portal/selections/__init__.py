"""A selection of publications, as a value and as a query; results, feeds, alerts and exports share it."""
