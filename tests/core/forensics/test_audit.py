"""The audit that runs every check over a library of publications."""

from dauys.core.forensics.audit import audit_published
from dauys.core.forensics.published_reference import library_tables, press_tables, shipped_audit
from dauys.core.forensics.types import PrintedShare, PublishedOption, PublishedTable


def test_no_publications_give_no_findings() -> None:
    audit = audit_published([])

    assert audit.findings == ()
    assert audit.round_totals_tests == ()


def test_press_tables_are_checked_but_not_tested_for_roundness_again() -> None:
    tests = audit_published(library_tables(), press_tables=press_tables()).round_totals_tests

    assert len(tests) == 2 * len(library_tables())


def test_findings_are_handed_out_by_election() -> None:
    wrong = PublishedTable("here", (PublishedOption("a", 10, PrintedShare(90, 0)), PublishedOption("b", 10)))
    audit = audit_published([wrong])

    assert {finding.name for finding in audit.findings_of("here")} >= {"share-contradicts-votes"}
    assert audit.findings_of("elsewhere") == ()
    assert len(audit.tests_of("here")) == 2


def test_every_finding_has_text_caveat_and_source() -> None:
    for finding in shipped_audit().findings:
        assert str(finding.text)
        assert str(finding.caveat)
        assert finding.source
        assert "{" not in str(finding.text) + str(finding.caveat)
        assert "fraud" not in (str(finding.text) + str(finding.caveat)).lower()
        assert (finding.p_value is None) == (finding.name != "totals-too-round")
