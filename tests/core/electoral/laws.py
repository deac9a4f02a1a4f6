"""Small laws for tests, written as TOML the way a user would."""

from dauys.core.electoral.laws import Law, parse_law

HEAD = """
[law]
id = "test/law"
country = "zz"
names = "A law for tests"
statute = "An Act"
"""


def law_of(tiers: str) -> Law:
    """Return the law whose tiers are ``tiers``."""
    return parse_law(HEAD + tiers, file="test.toml")


def list_law(seats: int = 10, formula: str = "hare", **rules: str) -> Law:
    """Return a law with one list tier; ``rules`` are further rules as TOML values."""
    lines = "".join(f'{key} = {{ value = {value}, status = "unverified" }}\n' for key, value in rules.items())
    return law_of(
        '[tiers.lists]\nkind = "lists"\nnames = "Lists"\n'
        f'seats = {{ value = {seats}, status = "unverified" }}\n'
        f'formula = {{ value = "{formula}", status = "unverified" }}\n{lines}'
    )
