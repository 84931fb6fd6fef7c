"""Measures of the portal: `python -m tests.benchmarks --help`. No part of the portal itself."""
