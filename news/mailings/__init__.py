"""Sending a newsletter by mail: who orders it, the worker that hands it over, and what is shown of it meanwhile."""
