"""Dauys: voice and vote. Hear, watch, count and grow through an election that cannot be taken on trust."""

__version__ = "0.1.0"
