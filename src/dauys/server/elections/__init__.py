"""Elections: what was put to the vote, what was published, what the law makes of it."""
