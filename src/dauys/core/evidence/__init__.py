"""A record that nobody can change unseen: canonical entries, a Merkle log, checkpoints, witnesses, receipts.

It proves that nothing was changed or taken away after it was recorded. It does not prove that a record is
true, nor that everything was recorded: docs/methods/evidence-log.md.
"""
