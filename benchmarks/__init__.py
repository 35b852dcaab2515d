"""What the package costs, in CPU time and as ratios measured in one run: ``python -m benchmarks``."""
