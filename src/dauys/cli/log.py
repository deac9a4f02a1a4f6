"""`dauys log`: verify an evidence log from its files, and show what is in it."""

import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dauys.cli.output import answer_options, print_csv, print_json
from dauys.core.problems import InputProblem
from dauys.core.wording import Message, msg, msg_plural, render

if TYPE_CHECKING:
    from dauys.core.evidence.audit import Audit
    from dauys.core.evidence.checkpoints import TrustPolicy, VerifiedCheckpoint
    from dauys.core.evidence.entries import Entry
    from dauys.core.evidence.failures import EvidenceFailure
    from dauys.core.evidence.gaps import Corrections, DeviceGaps
    from dauys.core.evidence.storage import Readable

# A bundle of 256 entries of the largest size, and nothing larger, is read from a stranger's server.
LARGEST_ANSWER_BYTES = 256 * (2 + 0xFFFF)
SECONDS_TO_WAIT = 30
NOT_VALID_EXIT_CODE = 1
SHOWN_KEY_CHARACTERS = 16


@click.group()
def log() -> None:
    """Verify an evidence log, or show what is in it.

    A log proves that nothing was changed or taken away since it was recorded. It does not prove that a record
    is true, nor that everything was recorded.

    \b
    Examples:
      dauys log verify /media/usb/log --policy trust.txt
      dauys log show /media/usb/log
    """


@log.command()
@click.argument("place", metavar="DIR|URL")
@click.option(
    "--policy", "policy_path", metavar="FILE", help="Whom to trust: a file in the format tlog-policy."
)
@click.option(
    "--key",
    "log_keys",
    metavar="KEY",
    multiple=True,
    help="In place of --policy: the verifier key of the log alone, without witnesses.",
)
@click.option("--earlier", metavar="FILE", help="A checkpoint kept from before; the log must continue it.")
@answer_options
def verify(
    place: str,
    policy_path: str | None,
    log_keys: tuple[str, ...],
    earlier: str | None,
    output_format: str,
    language: str,
) -> None:
    """Verify every entry, every tile, the root and the signatures of a log.

    DIR is a folder with the files of the log, for example a copy on a USB stick. A URL is fetched from only
    because you named it. Get the keys from the organisations themselves, never from the log's own folder.
    Gaps in the numbering of the phones are reported too; they do not make a log invalid.

    Exit codes: 0 valid, 1 not valid, 2 the input cannot be used.

    \b
    Examples:
      dauys log verify /media/usb/log --policy trust.txt
      dauys log verify https://log.example.org/2026 --policy trust.txt --format json
      dauys log verify log --key log.example.org/2026+1a2b3c4d+AW5...
      dauys log verify log --policy trust.txt --earlier checkpoint-20-03
    """
    from dauys.core.evidence.audit import audit_log
    from dauys.core.evidence.failures import EvidenceFailure

    policy = policy_of(policy_path, log_keys)
    kept = read_bytes(earlier) if earlier else None
    content = Content()
    audit: Audit | None = None
    failures: Failures
    try:
        with entry_progress(language) as progress:
            audit = audit_log(storage_at(place), policy, earlier=kept, visit=content.take, progress=progress)
        failures = audit.failures
    except EvidenceFailure as failure:
        failures = (failure,)
    printers = {"json": print_verdict_json, "csv": print_verdict_csv, "table": print_verdict}
    printers[output_format](audit, failures, content, language)
    if failures:
        sys.exit(NOT_VALID_EXIT_CODE)


@log.command()
@click.argument("place", metavar="DIR|URL")
@click.option("--station", metavar="CODE", help="Only the entries of this station.")
@answer_options
def show(place: str, station: str | None, output_format: str, language: str) -> None:
    """List the entries of a log, corrections followed. Nothing is verified by this command.

    \b
    Examples:
      dauys log show /media/usb/log
      dauys log show /media/usb/log --station 271 --format json
    """
    from dauys.core.evidence.audit import bundles_of
    from dauys.core.evidence.checkpoints import parse_checkpoint
    from dauys.core.evidence.failures import EvidenceFailure
    from dauys.core.evidence.notes import parse_note
    from dauys.core.evidence.tiles import CHECKPOINT_PATH, TILE_WIDTH, read_bundle

    storage = storage_at(place)
    data = storage.read(CHECKPOINT_PATH)
    if data is None:
        raise InputProblem(msg("There is no checkpoint: this is not a log."), file=place)
    size = parse_checkpoint(parse_note(data).text).size
    content = Content(checks_signatures=False)
    try:
        for bundle in bundles_of(size):
            for offset, entry in enumerate(read_bundle(storage, bundle)):
                content.take(bundle.index * TILE_WIDTH + offset, entry)
    except EvidenceFailure as failure:
        raise InputProblem(failure.what, file=place) from failure
    corrections = content.corrections()
    rows = [
        entry_row(index, entry, corrections)
        for index, entry in content.entries
        if station is None or entry.submission.station == station
    ]
    if output_format == "json":
        print_json(rows)
    elif output_format == "csv":
        keys = ("index", "kind", "election", "station", "device", "sequence", "received", "corrected_by")
        print_csv(keys, ([_plain(row[key]) for key in keys] for row in rows))
    else:
        print_entries(rows, content, language)


# --- where the files and the keys are ------------------------------------------------------------


class HttpStorage:
    """The files of a log on a server that the operator named."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix.rstrip("/")

    def read(self, path: str) -> bytes | None:
        """Return the file at ``path``, or None where the server says that there is none."""
        url = f"{self._prefix}/{path}"
        try:
            with urllib.request.urlopen(url, timeout=SECONDS_TO_WAIT) as answer:  # noqa: S310 - http(s) only, below
                data: bytes = answer.read(LARGEST_ANSWER_BYTES + 1)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 410):
                return None
            what = msg("The server answers with the status {status}.", status=str(error.code))
            raise InputProblem(what, file=url) from error
        except OSError as error:
            raise InputProblem(msg("The server cannot be reached."), file=url) from error
        if len(data) > LARGEST_ANSWER_BYTES:
            raise InputProblem(msg("The answer is larger than any file of a log."), file=url)
        return data

    def names(self, folder: str) -> list[str]:
        """Return nothing: a server of static files does not list them."""
        return []


def storage_at(place: str) -> "Readable":
    """Return the files at a folder or an http(s) address."""
    if place.startswith(("http://", "https://")):
        return HttpStorage(place)
    folder = Path(place)
    if not folder.is_dir():
        raise InputProblem(
            msg("There is no such folder."),
            file=place,
            expected=msg("the folder of a log, or its https address."),
        )
    from dauys.core.evidence.storage import DirectoryStorage

    return DirectoryStorage(folder)


def policy_of(path: str | None, log_keys: tuple[str, ...]) -> "TrustPolicy":
    """Return the trust policy of a file, or of bare log keys."""
    from dauys.core.evidence.checkpoints import parse_policy, policy_of_keys
    from dauys.core.evidence.notes import parse_verifier_key

    if bool(path) == bool(log_keys):
        raise InputProblem(
            msg("Say whom to trust."), field="--policy", expected=msg("either --policy FILE or --key KEY.")
        )
    if path:
        return parse_policy(read_bytes(path).decode("utf-8", "surrogateescape"), path)
    return policy_of_keys(parse_verifier_key(key) for key in log_keys)


def read_bytes(path: str) -> bytes:
    """Return the bytes of a file that the call names."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InputProblem(msg("The file cannot be read."), file=path) from error


# --- what is in the entries ----------------------------------------------------------------------


@dataclass
class Content:
    """The entries that a log brings, as far as they can be understood."""

    checks_signatures: bool = True
    entries: list[tuple[int, "Entry"]] = field(default_factory=list)
    foreign: list[int] = field(default_factory=list)
    not_signed: list[int] = field(default_factory=list)

    def take(self, index: int, data: bytes) -> None:
        """Take in one entry; the log may hold some that are not made by Dauys."""
        from dauys.core.evidence.entries import parse_entry

        try:
            entry = parse_entry(data)
        except InputProblem:
            self.foreign.append(index)
            return
        self.entries.append((index, entry))
        if self.checks_signatures and not entry.is_signed_by_its_device():
            self.not_signed.append(index)

    def devices(self) -> "tuple[DeviceGaps, ...]":
        """Return the numbering of every phone."""
        from dauys.core.evidence.gaps import device_gaps

        return device_gaps(self.entries)

    def corrections(self) -> "Corrections":
        """Return which entries were corrected."""
        from dauys.core.evidence.gaps import apply_corrections

        return apply_corrections(self.entries)


def entry_row(index: int, entry: "Entry", corrections: "Corrections") -> dict[str, Any]:
    """Return one entry for programs."""
    submission = entry.submission
    return {
        "index": index,
        "kind": submission.kind,
        "election": submission.election,
        "station": submission.station,
        "device": submission.device,
        "sequence": submission.sequence,
        "received": moment(entry.received_ms),
        "device_time": moment(submission.device_time_ms),
        "answers": dict(submission.answers),
        "photos": list(submission.photos),
        "sealed": submission.sealed,
        "digest": submission.digest,
        "supersedes": submission.supersedes,
        "corrected_by": list(corrections.superseded_by.get(index, ())),
    }


def moment(milliseconds: int) -> str:
    """Return a time in UTC; a phone's clock may be anywhere, so what is no date stays a number."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")
    except (OverflowError, ValueError, OSError):
        return f"{milliseconds} ms"


def _plain(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, list) else value


# --- what is written -----------------------------------------------------------------------------


@contextmanager
def entry_progress(language: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show how many entries were verified, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress

    console = Console(stderr=True)
    with Progress(
        *Progress.get_default_columns(), MofNCompleteColumn(), console=console, transient=True
    ) as bar:
        task = bar.add_task(render(msg("Verifying entries"), language), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


Failures = tuple["EvidenceFailure", ...]


def printable(text: str) -> str:
    """Return ``text`` without what could move a terminal's cursor: a stranger wrote it."""
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def print_verdict_json(audit: "Audit | None", failures: Failures, content: Content, language: str) -> None:
    """Print the verdict for programs."""
    verified = audit.checkpoint if audit else None
    print_json(
        {
            "valid": not failures,
            "failures": [{"code": one.code, "text": render(one.what, language)} for one in failures],
            "checkpoint": checkpoint_payload(verified) if verified else None,
            "entries": audit.entries_count if audit else 0,
            "uncovered_files": list(audit.uncovered) if audit else [],
            "foreign_entries": content.foreign,
            "not_signed_by_device": content.not_signed,
            "devices": [device_payload(gaps) for gaps in content.devices()],
            "corrected": {str(index): list(by) for index, by in content.corrections().superseded_by.items()},
        }
    )


def checkpoint_payload(verified: "VerifiedCheckpoint") -> dict[str, Any]:
    """Return a verified checkpoint for programs."""
    return {
        "origin": verified.checkpoint.origin,
        "size": verified.checkpoint.size,
        "root": verified.checkpoint.root.hex(),
        "witnesses": [
            {"name": signature.key.name, "time_s": signature.timestamp_s}
            for signature in verified.cosignatures
        ],
    }


def device_payload(gaps: "DeviceGaps") -> dict[str, Any]:
    """Return the numbering of a phone for programs."""
    return {
        "device": gaps.device,
        "stations": list(gaps.stations),
        "received": gaps.received_count,
        "last_sequence": gaps.last_sequence,
        "missing": [list(run) for run in gaps.missing],
        "repeated_entries": list(gaps.repeated),
        "forked": list(gaps.forked),
        "broken": list(gaps.broken),
    }


def print_verdict_csv(_audit: "Audit | None", failures: Failures, _content: Content, language: str) -> None:
    """Print one row a failure: none for a log that holds."""
    print_csv(("code", "text"), ((one.code.value, render(one.what, language)) for one in failures))


def print_verdict(audit: "Audit | None", failures: Failures, content: Content, language: str) -> None:
    """Print the verdict for people."""

    def say(message: Message, indent: str = "") -> None:
        click.echo(indent + printable(render(message, language)))

    if failures:
        say(msg("NOT VALID."))
        for failure in failures:
            click.echo(f"  • {printable(render(failure.what, language))} ({failure.code})")
    else:
        say(msg("VALID: nothing in this log was changed since it was signed."))
    if audit is None:
        return
    tree = audit.checkpoint.checkpoint
    say(msg("Log: {origin}", origin=tree.origin))
    say(msg_plural("{count} entry", "{count} entries", count=tree.size))
    say(msg("Root: {root}", root=tree.root.hex()))
    for signature in audit.checkpoint.cosignatures:
        seconds = signature.timestamp_s or 0
        say(msg("Confirmed by {name} at {time}", name=signature.key.name, time=moment(seconds * 1000)))
    print_content(content, say)
    if audit.uncovered:
        count = len(audit.uncovered)
        say(
            msg_plural(
                "{count} file is not covered by the checkpoint.",
                "{count} files are not covered by the checkpoint.",
                count=count,
            )
        )


def print_content(content: Content, say: Callable[..., None]) -> None:
    """Print what the entries tell about themselves: gaps, corrections, signatures of the phones."""
    for index in content.not_signed:
        say(msg("Entry {index} is not signed by the phone that it names.", index=index))
    if content.foreign:
        say(
            msg_plural(
                "{count} entry is in a format unknown here.",
                "{count} entries are in a format unknown here.",
                count=len(content.foreign),
            )
        )
    corrected = len(content.corrections().superseded_by)
    if corrected:
        say(
            msg_plural(
                "{count} entry was corrected later; both are kept.",
                "{count} entries were corrected later; both are kept.",
                count=corrected,
            )
        )
    for gaps in content.devices():
        if gaps.is_whole:
            continue
        device, stations = gaps.device[:SHOWN_KEY_CHARACTERS], ", ".join(gaps.stations)
        say(msg("Phone {device}… (stations {stations}):", device=device, stations=stations))
        for first, last in gaps.missing:
            say(msg("submissions {first} to {last} never came in", first=first, last=last), "  • ")
        for sequence in gaps.forked:
            say(msg("there are two different submissions number {sequence}", sequence=sequence), "  • ")
        for sequence in gaps.broken:
            say(msg("submission {sequence} does not follow the one before it", sequence=sequence), "  • ")


def print_entries(rows: list[dict[str, Any]], content: Content, language: str) -> None:
    """Print the entries for people."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    titles = (
        msg("No."),
        msg("Kind"),
        msg("Station"),
        msg("Phone"),
        msg("Sequence"),
        msg("Received (UTC)"),
        msg("Answers"),
        msg("Corrected by"),
    )
    grid = Table(*(render(title, language) for title in titles))
    for row in rows:
        answers = ", ".join(f"{key}={value}" for key, value in row["answers"].items())
        cells = (
            str(row["index"]),
            row["kind"],
            row["station"],
            row["device"][:SHOWN_KEY_CHARACTERS] + "…",
            str(row["sequence"]),
            row["received"].removesuffix("+00:00"),
            answers,
            _plain(row["corrected_by"]),
        )
        # Not as strings: Rich would take square brackets in them for markup.
        grid.add_row(*(Text(printable(cell)) for cell in cells))
    Console().print(grid)
    if content.foreign:
        print_content(Content(foreign=content.foreign), lambda message: click.echo(render(message, language)))
    click.echo(render(msg("Nothing was verified; for that use “dauys log verify”."), language))
