"""What a verification found wrong: a code that programs can rely on and a sentence for people."""

from enum import StrEnum

from dauys.core.wording import Message


class Code(StrEnum):
    """Why evidence is not valid; the same codes are printed by ``verify.py``."""

    UNKNOWN_LOG = "unknown-log"
    BAD_SIGNATURE = "bad-signature"
    NOT_SIGNED = "not-signed"
    NO_QUORUM = "no-quorum"
    WRONG_PROOF = "wrong-proof"
    MISSING_FILE = "missing-file"
    TILE_DIFFERS = "tile-differs"
    ENTRY_DIFFERS = "entry-differs"
    BAD_BUNDLE = "bad-bundle"
    ROOT_DIFFERS = "root-differs"
    NOT_CONTINUED = "not-continued"


class EvidenceFailure(Exception):  # noqa: N818 - the evidence fails, not the program
    """Evidence that can be read but does not hold.

    Parameters
    ----------
    code : Code
        The stable name of the reason.
    what : Message
        One sentence that says what does not hold, and where.
    """

    def __init__(self, code: Code, what: Message) -> None:
        self.code = code
        self.what = what
        super().__init__(f"{code}: {what}")
