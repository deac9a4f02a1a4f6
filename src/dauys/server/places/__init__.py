"""Places: regions, cities and districts of a country, with their people and voters."""
