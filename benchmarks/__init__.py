"""What the package costs, as ratios measured in one run, and what its streams reach: ``python -m benchmarks``."""
