"""Tables of places; boundaries stay files under ``reference/``."""

from django.db import models
from django.db.models import F, Q

from dauys.core.wording import Names


class Named(models.Model):
    """A row whose name comes from data in each language."""

    name_en = models.CharField(max_length=200)
    name_kk = models.CharField(max_length=200)
    name_ru = models.CharField(max_length=200)

    class Meta:
        """Has no table of its own."""

        abstract = True

    @property
    def names(self) -> Names:
        """The name in each language."""
        return Names(en=self.name_en, kk=self.name_kk, ru=self.name_ru)


class Place(Named):
    """A country, region, city or district, known by its code (KATO in Kazakhstan)."""

    class Kind(models.TextChoices):
        """Rank of a place."""

        COUNTRY = "country"
        REGION = "region"
        CITY = "city"
        DISTRICT = "district"

    kato = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    iso_3166_2 = models.CharField(max_length=6, blank=True)
    centre_name = models.CharField(max_length=100, blank=True)
    centre_latitude_degrees = models.FloatField(null=True)
    centre_longitude_degrees = models.FloatField(null=True)
    area_km2 = models.FloatField(null=True)

    class Meta:
        """Only the country has no parent."""

        ordering = ("kato",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="country", parent__isnull=True)
                | (~Q(kind="country") & Q(parent__isnull=False)),
                name="place_parent_unless_country",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="place_not_its_own_parent"),
            models.CheckConstraint(condition=Q(area_km2__gt=0), name="place_area_positive"),
            models.CheckConstraint(
                condition=Q(
                    centre_latitude_degrees__range=(-90, 90), centre_longitude_degrees__range=(-180, 180)
                ),
                name="place_centre_on_earth",
            ),
        )

    def __str__(self) -> str:
        """Name the place in English."""
        return f"{self.name_en} ({self.kato})"


class PlacePopulation(models.Model):
    """Inhabitants of a place in a year."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField()
    persons_count = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    source = models.TextField()

    class Meta:
        """One figure a year."""

        constraints = (
            models.UniqueConstraint(fields=("place", "year"), name="population_once_a_year"),
            models.CheckConstraint(condition=~Q(source=""), name="population_has_source"),
        )

    def __str__(self) -> str:
        """Name place, year and count."""
        return f"{self.place}, {self.year}: {self.persons_count}"


class PlaceElectorate(models.Model):
    """Registered voters of a place in a year, and how well that is known."""

    class Status(models.TextChoices):
        """How the figure came about."""

        OFFICIAL = "official"
        SECONDARY = "secondary"
        DERIVED = "derived"
        ESTIMATE = "estimate"

    place = models.ForeignKey(Place, models.CASCADE, related_name="electorates")
    year = models.PositiveSmallIntegerField()
    voters_count = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=Status.choices)
    note = models.CharField(max_length=200, blank=True)
    source = models.TextField()

    class Meta:
        """One figure a year."""

        constraints = (
            models.UniqueConstraint(fields=("place", "year"), name="electorate_once_a_year"),
            models.CheckConstraint(condition=~Q(source=""), name="electorate_has_source"),
            models.CheckConstraint(
                condition=Q(status__in=("official", "secondary", "derived", "estimate")),
                name="electorate_status_known",
            ),
        )

    def __str__(self) -> str:
        """Name place, year and count."""
        return f"{self.place}, {self.year}: {self.voters_count} ({self.status})"
