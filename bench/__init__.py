"""Benchmarks against pinned peers: one run, medians, ratios. ``make bench`` runs them all."""
