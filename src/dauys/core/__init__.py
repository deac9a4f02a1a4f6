"""The pure core: the same answer without database, clock and network."""
