"""Forensics: one module per published method; every result is a `Finding` with its caveat."""
