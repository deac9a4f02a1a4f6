"""What columns of polling-station tables are called in six languages; only `proposing` asks.

Names are compared in lower case, without accents, words apart: "kartyNieważne" is read as "karty niewazne".
"""

import re
import unicodedata
from functools import cache

# Checked from top to bottom; the first that matches decides, so the narrower word stands above the wider one:
# "invalid" above "valid", "niewydane" (not issued) above "wydane" (issued).
# Russian, Kazakh, English, Spanish, Polish, Albanian.
_CERTIFICATE = r"(?=.*(открепительн|есептен шығару|absentee|certificate))"
FIELD_PATTERNS: tuple[tuple[str, str], ...] = (
    ("certificates_lost", rf"{_CERTIFICATE}.*(утрачен|жоғал|lost)"),
    ("certificates_issued_above", rf"{_CERTIFICATE}.*(\bтик\b|территориальн|аумақтық|territorial)"),
    ("certificates_unused", rf"{_CERTIFICATE}.*(неиспользован|погашен|пайдаланылма|unused|cancel)"),
    ("certificates_voted", rf"{_CERTIFICATE}.*(проголосовав|дауыс берген|voted|voters)"),
    ("certificates_received", rf"{_CERTIFICATE}.*(получен|алынған|received)"),
    ("certificates_issued", rf"{_CERTIFICATE}.*(выдан|берілген|issued)"),
    ("registered_additional", r"дополнительн\w* спис|қосымша тізім|additional list"),
    ("home_applications", r"заявлен|өтініш|applications"),
    ("unaccounted", r"не учтен|есепке алынба|unaccounted"),
    ("lost", r"утрачен|жоғал|\blost\b"),
    ("invalid", r"недействительн|жарамсыз|invalid|\bnulos?\b|nieważn|pavlefsh"),
    ("in_mobile_boxes", r"переносн|тасымал|mobile box|portable"),
    ("in_stationary_boxes", r"стационар|stationary"),
    ("issued_early", r"досрочн|мерзімінен бұрын|\bearly\b|anticipad"),
    ("issued_home", r"выдан.*вне помещ|үй-жайдан тыс|issued.*(home|outside)"),
    ("issued_room", r"выдан.*в помещ|үй-жайда|issued.*(room|station)"),
    ("unused", r"погашен|неиспользован|жойылған|пайдаланылма|unused|cancel|sobrant|niewydan|papërdor"),
    ("spoiled", r"испорчен|бүлінген|spoil|damaged|inutilizad|zepsut|dëmtuar"),
    ("ballots_received", r"бюллетен.*получен|получен.*бюллетен|алынған бюллетен"),
    ("ballots_received", r"ballots received|recibid|otrzyman"),
    ("signatures", r"подпис|қол қойған|signature|signed|total voters|votaron|firmaron|kanë votuar"),
    ("issued", r"выдан|берілген|issued|entregad|wydan"),
    ("registered", r"(внесен|включен)\w* в спис|в списк|тізім|registered|eligible|elector|^n$"),
    ("registered", r"lista nominal|^ln$|empadronad|uprawn|zgjedhës"),
    ("against_all", r"против всех|бәріне қарсы|against all|none of the above|przeciw wszystkim"),
    (
        "in_boxes",
        r"в ящик|жәшік|in the box|ballots cast|votes cast|turnout|^total$|en la urna|w urnie|në kuti",
    ),
    ("valid", r"действительн|жарамды|\bvalid|\bválidos\b|ważn|vlefsh|^głosy$"),
)
STATION_PATTERN = (
    r"\bуик\b|\buik\b|участ(ок|ка)|учаске|polling station|\bstation\b|\bps (code|name)|precinct|casilla|"
    r"\bidk\b|obwod|\bqv kod\b|qendra"
)
PLACE_PATTERN = (
    r"region|реги|област|облыс|аудан|район|окру|\bтик\b|\btik\b|\bоик\b|\boik\b|district|county|constituency|"
    r"parish|province|\bstate\b|\bedo\b|estado|distrito|sección|municip|wojewód|powiat|gmina|teryt|qark|bashki|"
    r"njësia|\bea name|zaz\b"
)
CODE_PATTERN = r"(^|\s)(id|code|kod|key|nr|no|номер)$"
# Kinds of places and stations, which are no places.
TYPE_PATTERN = r"^(tipo|type|typ|тип|түрі|kind)\b"
# Counts that are neither voters, ballots nor votes.
OTHER_PATTERN = r"seats|mandat|мандат|percent|share|\bpct\b"
# Letters that have a bare twin but no decomposition: Polish ł and the Kazakh ones.
_TWINS = str.maketrans("łқғұүөһңәі", "lкгууоһнаи")


def plain(name: str) -> str:
    """Return a column's name in lower case, without accents, words apart."""
    words = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", " ", name)
    return _bare(re.sub(r"[._/\s]+", " ", words).strip().lower())


def field_of_name(name: str) -> str | None:
    """Return the key of the field that a column's name speaks of."""
    return next((key for key, pattern in FIELD_PATTERNS if speaks_of(name, pattern)), None)


def speaks_of(name: str, pattern: str) -> bool:
    """Tell whether a column's name matches a pattern of this module."""
    return _compiled(pattern).search(plain(name)) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_bare(pattern))


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(_TWINS)
