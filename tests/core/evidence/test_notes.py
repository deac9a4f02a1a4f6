"""Signed notes against the examples of C2SP signed-note, and with every single bit flipped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.evidence.failures import Code, EvidenceFailure
from dauys.core.evidence.notes import (
    NoteSignature,
    SignatureKind,
    SignedNote,
    Signer,
    VerifierKey,
    cosigned_message,
    parse_note,
    parse_signature_lines,
    parse_verifier_key,
    verify_note,
)
from dauys.core.problems import InputProblem

# The example of C2SP signed-note, "Verifier keys".
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
""".encode()

LOG = Signer("log.example.org/2026", SignatureKind.LOG, bytes(range(32)))
WITNESS = Signer("witness.example.org/w1", SignatureKind.WITNESS, bytes(range(1, 33)))
TEXT = "log.example.org/2026\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


def signed() -> SignedNote:
    return SignedNote(TEXT, (LOG.sign(TEXT), WITNESS.cosign(TEXT, 1_679_315_147)))


def test_the_example_of_the_specification() -> None:
    key = parse_verifier_key(EXAMPLE_KEY)
    assert str(key) == EXAMPLE_KEY
    note = parse_note(EXAMPLE_NOTE)
    assert note.format() == EXAMPLE_NOTE
    assert [signature.key for signature in verify_note(note, [key])] == [key]


def test_the_cosigned_message_of_the_specification() -> None:
    # C2SP tlog-cosignature, "Ed25519 signed message".
    body = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    assert cosigned_message(body, 1_679_315_147) == (
        b"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
        b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )


def test_a_log_and_a_witness_sign_one_note() -> None:
    note = parse_note(signed().format())
    by_log, by_witness = verify_note(note, [LOG.verifier_key, WITNESS.verifier_key])
    assert (by_log.key, by_log.timestamp_s) == (LOG.verifier_key, None)
    assert (by_witness.key, by_witness.timestamp_s) == (WITNESS.verifier_key, 1_679_315_147)


def test_signatures_of_unknown_keys_are_ignored() -> None:
    assert verify_note(signed(), []) == ()
    renamed = VerifierKey("another.example.org", SignatureKind.LOG, LOG.verifier_key.public_key)
    assert verify_note(signed(), [renamed]) == ()


def test_a_wrong_signature_of_a_known_key_condemns_the_note() -> None:
    good, cosigned = signed().signatures
    bad = NoteSignature(good.name, good.key_id, bytes(64))
    for signatures in ((bad,), (good, bad), (bad, good, cosigned)):
        with pytest.raises(EvidenceFailure) as caught:
            verify_note(SignedNote(TEXT, signatures), [LOG.verifier_key])
        assert caught.value.code is Code.BAD_SIGNATURE


@pytest.mark.parametrize("blob", [b"", bytes(64), bytes(71), bytes(73), b"\xff" * 72])
def test_a_cosignature_of_the_wrong_shape_is_refused(blob: bytes) -> None:
    cosigned = NoteSignature(WITNESS.name, WITNESS.verifier_key.key_id, blob)
    with pytest.raises(EvidenceFailure):
        verify_note(SignedNote(TEXT, (cosigned,)), [WITNESS.verifier_key])


def test_a_cosignature_says_nothing_about_another_time() -> None:
    cosigned = WITNESS.cosign(TEXT, 1_679_315_147)
    later = (1_679_315_148).to_bytes(8, "big") + cosigned.blob[8:]
    moved = NoteSignature(cosigned.name, cosigned.key_id, later)
    with pytest.raises(EvidenceFailure):
        verify_note(SignedNote(TEXT, (moved,)), [WITNESS.verifier_key])


def test_one_key_counts_once() -> None:
    twice = SignedNote(TEXT, (WITNESS.cosign(TEXT, 5), WITNESS.cosign(TEXT, 6)))
    assert len(verify_note(twice, [WITNESS.verifier_key])) == 1


def test_the_same_signature_is_not_added_twice() -> None:
    note = signed()
    assert note.with_signatures(note.signatures) == note
    assert len(note.with_signatures([WITNESS.cosign(TEXT, 9)]).signatures) == 3


def test_every_changed_byte_of_a_note_is_noticed() -> None:
    data = signed().format()
    keys = [LOG.verifier_key, WITNESS.verifier_key]
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            try:
                verified = verify_note(parse_note(bytes(changed)), keys)
            except (InputProblem, EvidenceFailure):
                continue
            # A changed name or key id makes the signature that of a stranger.
            assert len(verified) == 1


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    try:
        note = parse_note(data)
    except InputProblem:
        return
    assert note.format() == data


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "not a signed note"),
        (b"text\n", "not a signed note"),
        (b"text\n\n", "not a signed note"),
        (b"\xff\n\n", "not UTF-8"),
        (b"a\tb\n\n", "control characters"),
        ("text\n\n— name AAAAAAAA".encode(), "does not end in a newline"),
        (b"text\n\n- name AAAAAAAA\n", "malformed"),
        ("text\n\n— na+me AAAAAAAA\n".encode(), "malformed"),
        ("text\n\n— name AAAAAA==\n".encode(), "too short"),
        ("text\n\n— name AAAAAAB=\n".encode(), "not in base64"),
        (b"x" * 1_000_001, "at most"),
        (("text\n\n" + "— name AAAAAAAA\n" * 101).encode(), "at most 100"),
    ],
)
def test_malformed_notes_are_refused(data: bytes, complaint: str) -> None:
    with pytest.raises(InputProblem, match=complaint):
        parse_note(data)


def test_a_note_with_empty_lines_in_its_text_is_split_at_the_last_one() -> None:
    text = "first\n\nlast\n"
    note = parse_note(SignedNote(text, (LOG.sign(text),)).format())
    assert note.text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        EXAMPLE_KEY.replace("530d903a", "530d903b"),
        EXAMPLE_KEY.replace("foo", "bar"),
        EXAMPLE_KEY[:-2],
        EXAMPLE_KEY.replace("+Aek", "+Bek"),
        EXAMPLE_KEY.replace("+Aek", "+Auk"),
        EXAMPLE_KEY.replace("example.com/foo", ""),
        EXAMPLE_KEY.replace("example.com/foo", "a b"),
    ],
)
def test_malformed_keys_are_refused(text: str) -> None:
    with pytest.raises(InputProblem):
        parse_verifier_key(text)


def test_the_two_kinds_of_key_cannot_be_mixed_up() -> None:
    with pytest.raises(ValueError, match="use cosign"):
        WITNESS.sign(TEXT)
    with pytest.raises(ValueError, match="use sign"):
        LOG.cosign(TEXT, 1)
    with pytest.raises(ValueError, match="positive"):
        WITNESS.cosign(TEXT, 0)


def test_a_private_key_is_not_printed() -> None:
    assert "seed" not in repr(LOG)


def test_signature_lines_are_read_without_a_note() -> None:
    line = WITNESS.cosign(TEXT, 7).line()
    assert parse_signature_lines(line) == (WITNESS.cosign(TEXT, 7),)
