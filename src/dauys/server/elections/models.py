"""Tables of elections: what was put to the vote and every published figure, each with its source."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dauys.core.wording import Names
from dauys.server.places.models import Named, Place


def share_between_0_and_1(field: str, name: str) -> models.CheckConstraint:
    """Return the constraint that ``field`` is a share."""
    return models.CheckConstraint(condition=Q(**{f"{field}__range": (0, 1)}), name=name)


class Sourced(models.Model):
    """A row that states a fact says where it was read."""

    source = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        """A fact without a source is refused."""

        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(condition=~Q(source=""), name="%(class)s_has_source"),
        )


class Election(Named, Sourced):
    """A day of voting for one body."""

    class Kind(models.TextChoices):
        """What was decided."""

        PARLIAMENT = "parliament"
        PRESIDENT = "president"
        COUNCIL = "council"
        REFERENDUM = "referendum"

    slug = models.SlugField(max_length=60, unique=True)
    date = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    chamber_en = models.CharField(max_length=100)
    chamber_kk = models.CharField(max_length=100)
    chamber_ru = models.CharField(max_length=100)

    class Meta(Sourced.Meta):
        """Newest first."""

        abstract = False
        ordering = ("-date", "slug")

    def __str__(self) -> str:
        """Name the election in English."""
        return self.name_en

    @property
    def chamber(self) -> Names:
        """The body that was elected, in each language."""
        return Names(en=self.chamber_en, kk=self.chamber_kk, ru=self.chamber_ru)


class Contest(Sourced):
    """One counting within an election: the lists, the districts together, a council, a presidency."""

    class Kind(models.TextChoices):
        """How seats or answers are won."""

        LIST = "list"
        DISTRICTS = "districts"
        PRESIDENT = "president"
        REFERENDUM = "referendum"

    key = models.CharField(max_length=60, unique=True)
    election = models.ForeignKey(Election, models.CASCADE, related_name="contests")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="contests")
    law_id = models.CharField(max_length=70, blank=True)
    seats_count = models.PositiveSmallIntegerField(null=True)
    registered_count = models.PositiveIntegerField(null=True)
    ballots_count = models.PositiveIntegerField(null=True)
    votes_count = models.PositiveIntegerField(null=True)
    turnout_share = models.DecimalField(max_digits=8, decimal_places=6, null=True)

    class Meta(Sourced.Meta):
        """Counts fit into one another."""

        abstract = False
        ordering = ("key",)
        constraints = (
            *Sourced.Meta.constraints,
            share_between_0_and_1("turnout_share", "contest_turnout_is_share"),
            models.CheckConstraint(condition=Q(seats_count__gt=0), name="contest_seats_positive"),
        )

    def __str__(self) -> str:
        """Name the contest by its key."""
        return self.key


class Option(Named):
    """What a ballot offers: a party, a candidate, an answer, "against all"; or the invalid ballots."""

    class Kind(models.TextChoices):
        """What the option is."""

        PARTY = "party"
        CANDIDATE = "candidate"
        SELF_NOMINATED = "self_nominated"
        ANSWER = "answer"
        AGAINST_ALL = "against_all"
        INVALID = "invalid"

    # The name that the reference files and the laws use, such as "People's Party (QHP)".
    key = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    # Parties that only changed their name share a family, so that elections can be compared.
    family = models.CharField(max_length=40, blank=True)
    short_en = models.CharField(max_length=60)
    short_kk = models.CharField(max_length=60)
    short_ru = models.CharField(max_length=60)
    # Six hexadecimal digits after a #: the loader refuses anything else, because it stands in drawings.
    colour = models.CharField(max_length=7)
    source = models.TextField()

    class Meta:
        """In the order of the keys."""

        ordering = ("key",)

    def __str__(self) -> str:
        """Name the option by its key."""
        return self.key

    @property
    def short_names(self) -> Names:
        """The name that fits into a chart, in each language."""
        return Names(en=self.short_en, kk=self.short_kk, ru=self.short_ru)


class OptionResult(Sourced):
    """What was published for one option in one contest."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="results")
    option = models.ForeignKey(Option, models.PROTECT, related_name="results")
    position = models.PositiveSmallIntegerField()
    votes_count = models.PositiveIntegerField(null=True)
    published_share = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    official_seats_count = models.PositiveSmallIntegerField(null=True)

    class Meta(Sourced.Meta):
        """One line an option."""

        abstract = False
        ordering = ("contest", "position")
        constraints = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=("contest", "option"), name="result_once_an_option"),
            share_between_0_and_1("published_share", "result_published_share_is_share"),
        )

    def __str__(self) -> str:
        """Name contest, option and votes."""
        return f"{self.contest}, {self.option}: {self.votes_count}"


class District(Sourced):
    """A single-member district and its winner, as far as a source names one."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="districts")
    number = models.PositiveSmallIntegerField()
    number_basis = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, related_name="electoral_districts")
    area = models.CharField(max_length=200)
    voters_count = models.PositiveIntegerField(null=True)
    voters_source = models.TextField(blank=True)
    candidates_nominated_count = models.PositiveSmallIntegerField(null=True)
    candidates_registered_count = models.PositiveSmallIntegerField(null=True)
    candidates_source = models.TextField(blank=True)
    winner = models.CharField(max_length=100, blank=True)
    winner_nomination = models.CharField(max_length=60, blank=True)
    winner_status = models.CharField(max_length=200)

    class Meta(Sourced.Meta):
        """One district a number."""

        abstract = False
        ordering = ("election", "number")
        constraints = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=("election", "number"), name="district_once_a_number"),
            models.CheckConstraint(condition=Q(number__gt=0), name="district_number_positive"),
        )

    def __str__(self) -> str:
        """Name election and number."""
        return f"{self.election}, district {self.number}"


class WinnersCount(Sourced):
    """One published count of who won the districts; several may contradict one another."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="winners_counts")
    claimed_by = models.CharField(max_length=100)
    ruling_party_seats_count = models.PositiveSmallIntegerField()
    other_seats_count = models.PositiveSmallIntegerField()
    basis = models.TextField()

    class Meta(Sourced.Meta):
        """One count a claimant."""

        abstract = False
        ordering = ("election", "id")
        constraints = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=("election", "claimed_by"), name="winners_count_once_a_claimant"),
        )

    def __str__(self) -> str:
        """Name claimant and both counts."""
        return f"{self.claimed_by}: {self.ruling_party_seats_count} + {self.other_seats_count}"


class TurnoutReport(Sourced):
    """The cumulative turnout that was announced for a place at a time of the day."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="turnout_reports")
    place = models.ForeignKey(Place, models.PROTECT, related_name="turnout_reports")
    # As printed: "10:10", or "final" where no clock is given; then `reported_at` is empty.
    clock = models.CharField(max_length=5)
    reported_at = models.DateTimeField(null=True)
    zone = models.CharField(max_length=40)
    # The year of the division into regions that the report follows.
    region_system = models.PositiveSmallIntegerField()
    turnout_share = models.DecimalField(max_digits=8, decimal_places=6)
    flag = models.TextField(blank=True)

    class Meta(Sourced.Meta):
        """One report a place and time."""

        abstract = False
        ordering = ("election", "place", "clock")
        constraints = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=("election", "place", "clock"), name="turnout_once_a_time"),
            share_between_0_and_1("turnout_share", "turnout_is_share"),
        )

    def __str__(self) -> str:
        """Name place, time and share."""
        return f"{self.election}, {self.place}, {self.clock}: {self.turnout_share}"


class RegistrationCount(Sourced):
    """How many persons reached a stage of the registration of candidates."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="registration_counts")
    level = models.CharField(max_length=80)
    stage = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    persons_count = models.PositiveIntegerField()

    class Meta(Sourced.Meta):
        """One count a stage."""

        abstract = False
        ordering = ("election", "position")
        constraints = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=("election", "level", "stage"), name="registration_once_a_stage"),
        )

    def __str__(self) -> str:
        """Name level, stage and count."""
        return f"{self.level}, {self.stage}: {self.persons_count}"


class PublishedError(Sourced):
    """A figure that was published wrongly or oddly, and what is consistent instead."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="published_errors")
    case = models.CharField(max_length=60)
    where = models.CharField(max_length=120)
    published = models.TextField()
    consistent_value = models.TextField()
    check_made = models.TextField()

    class Meta(Sourced.Meta):
        """One line a case and place of publication."""

        abstract = False
        ordering = ("election", "id")
        constraints = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=("case", "where"), name="published_error_once"),
        )

    def __str__(self) -> str:
        """Name case and place of publication."""
        return f"{self.case}: {self.where}"


class SourceClaim(Sourced):
    """A claim of a published article, and what the sources say to it."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="claims")
    article = models.CharField(max_length=60)
    claim = models.TextField()
    verdict = models.CharField(max_length=80)
    evidence = models.TextField()

    class Meta(Sourced.Meta):
        """One line a claim."""

        abstract = False
        ordering = ("election", "id")
        constraints = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=("article", "claim"), name="claim_once"),
        )

    def __str__(self) -> str:
        """Name the claim."""
        return self.claim


class ExitPollResult(Sourced):
    """What an exit poll gave an option."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="exit_poll_results")
    pollster = models.CharField(max_length=60)
    option = models.ForeignKey(Option, models.PROTECT, related_name="exit_poll_results")
    votes_share = models.DecimalField(max_digits=8, decimal_places=6)

    class Meta(Sourced.Meta):
        """One figure a pollster and option."""

        abstract = False
        ordering = ("election", "id")
        constraints = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=("election", "pollster", "option"), name="exit_poll_once"),
            share_between_0_and_1("votes_share", "exit_poll_is_share"),
        )

    def __str__(self) -> str:
        """Name pollster, option and share."""
        return f"{self.pollster}, {self.option}: {self.votes_share}"


class IndependentCount(Sourced):
    """A figure that observers or candidates counted themselves."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="independent_counts")
    contest = models.CharField(max_length=100)
    where = models.CharField(max_length=100)
    stations = models.CharField(max_length=60, blank=True)
    metric = models.CharField(max_length=60)
    option = models.CharField(max_length=100, blank=True)
    independent_value = models.DecimalField(max_digits=12, decimal_places=2)
    official_value = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta(Sourced.Meta):
        """One line a contest, place, metric and option."""

        abstract = False
        ordering = ("election", "id")
        constraints = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=("contest", "where", "metric", "option"), name="independent_count_once"
            ),
        )

    def __str__(self) -> str:
        """Name contest, option and value."""
        return f"{self.contest}, {self.option}: {self.independent_value}"


class ObservationMission(Sourced):
    """One measure or statement of an observation mission."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="missions")
    organisation = models.CharField(max_length=80)
    measure = models.CharField(max_length=120)
    value = models.TextField()

    class Meta(Sourced.Meta):
        """One line a measure, except that a mission makes several statements."""

        abstract = False
        ordering = ("election", "id")
        constraints = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=("election", "organisation", "measure", "value"), name="mission_once"
            ),
        )

    def __str__(self) -> str:
        """Name organisation and measure."""
        return f"{self.organisation}, {self.measure}"


class ContextIndicator(Sourced):
    """A rating of the country in a year, as its publisher printed it."""

    name = models.CharField(max_length=120)
    publisher = models.CharField(max_length=120)
    # As printed: some editions cover two years.
    edition = models.CharField(max_length=20)
    # The year that the value covers; where the publisher names none, the year of the edition.
    year = models.PositiveSmallIntegerField()
    value = models.CharField(max_length=40)
    scale = models.CharField(max_length=40)
    higher_is = models.CharField(max_length=10, blank=True)
    category = models.CharField(max_length=80, blank=True)

    class Meta(Sourced.Meta):
        """One value a year."""

        abstract = False
        ordering = ("publisher", "name", "year", "edition")
        constraints = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=("publisher", "name", "edition", "year"), name="indicator_once_a_year"
            ),
        )

    def __str__(self) -> str:
        """Name indicator, year and value."""
        return f"{self.name} {self.year}: {self.value}"


class ReferenceLoad(models.Model):
    """Which reference data the tables hold; its digest is part of the key of everything cached."""

    digest = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField()
    rows_counts = models.JSONField()

    class Meta:
        """Newest first."""

        ordering = ("-loaded_at",)

    def __str__(self) -> str:
        """Name the digest."""
        return self.digest
