"""The panels of an election page, each made from rows and from what the core computes of them."""
