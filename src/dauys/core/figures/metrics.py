"""How wide a text will be, so that nothing is cut and no two labels meet.

The widths are advances of Golos Text, the face of the pages, in thousandths of its size, rounded up to the
next 25. A reader whose browser draws another face is served by `SLACK`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

SOFT_HYPHEN = "\u00ad"
# Liberation Sans, which stands in for Golos Text outside the pages, is narrower; few faces are wider.
SLACK = 1.04
# Golos Text at weight 700 is on average 3 % wider than at 400, single letters up to 6 %.
BOLD_FACTOR = 1.05
# A letter that the table does not know is taken to be as wide as a wide one.
UNKNOWN_WIDTH = 900

_SPACES = re.compile(r"[ \t\r\n]+")
_AFTER_HYPHEN = re.compile(r"(?<=[^\W\d]-)(?=[^\W\d])")
# A number or a particle at the end never stands alone on the last line.
_SHORT_ENDING = re.compile(r" (?=\S{1,3}$)")
_SHORT_QUOTATION = re.compile(r"[«“][^«»“”]{1,16}[»”]")

_LETTERS_OF_WIDTH = {
    125: "\u202f",
    175: "\u2009",
    225: "'¸",
    250: " \u00a0¹",
    275: "`ij´ìíîïіїј",
    300: "!,.:;¡¯·‘’",
    325: "IlÌÍÎÏІЇ",
    350: "|¦",
    375: "f¨²³",
    400: '"()-[]rt{}°º•',
    450: "*",
    475: "гѓ",
    500: "/1\\_¿тғ“”„",
    525: "?zзь",
    550: "+7<=>^csx~¢¤«¬±»×ç÷схэєѕұ–−",
    575: "JLakvy§ªàáâãäåýÿЃЈГавкучяќўҒү",
    600: "235FZeoßèéêëðòóôõöøбелопёџқҰәө",
    625: "04689ETbdghnpquµ¶ÈÉÊËñùúûüþЁЕТдийнрцъѐђћһ",
    650: "$SY£¥ÝЀЅЗѝңҮ",
    675: "&ABPVX®ÀÁÂÃÄÅÞЎАБВРУХЧЬҺ",
    700: "#CDKRÇЄЌКСЭЯ",
    725: "GÐЛмҚӘ",
    750: "OQUÒÓÔÕÖØÙÚÛÜЍЏДОПЪфыӨ—↑↓",
    775: "HNÑИЙНЦюҢ",
    800: "½ж",
    825: "w¼Ђш",
    850: "%©Ћщљ←→≈≤≥",
    875: "MМФњ",
    900: "mЫ",
    950: "¾ÆæЮ…",
    975: "WЖШ",
    1000: "Щ",
    1025: "@",
    1075: "Љ",
    1100: "№",
    1125: "Њ",
}
_WIDTH_OF_LETTER = {letter: width for width, letters in _LETTERS_OF_WIDTH.items() for letter in letters}


@lru_cache(maxsize=8192)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of ``text`` set at ``size``, in the units of ``size``, slack included."""
    thousandths = sum(_WIDTH_OF_LETTER.get(letter, UNKNOWN_WIDTH) for letter in text if letter != SOFT_HYPHEN)
    return thousandths * size / 1000 * SLACK * (BOLD_FACTOR if bold else 1.0)


def wrap(text: str, size: float, max_width: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break ``text`` into lines no wider than ``max_width``; a word too long for a line is broken inside.

    A line may end at a space, after a hyphen between letters, and at a soft hyphen; a short quoted name stays
    together where it can. No letter is ever lost.
    """
    lines: list[str] = []
    line = ""
    for glue, piece in _pieces(text):
        candidate = f"{line}{glue}{piece}" if line else piece
        if text_width(candidate, size, bold=bold) <= max_width:
            line = candidate
            continue
        if line:
            lines.append(line)
        *whole_lines, line = _break_word(piece, size, max_width, bold=bold)
        lines.extend(whole_lines)
    if line:
        lines.append(line)
    return tuple(each.replace(SOFT_HYPHEN, "") for each in lines)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what must stay on one line, with what stands before it when it does not begin a line."""
    bound = _SHORT_QUOTATION.sub(lambda match: match.group().replace(" ", "\u00a0"), text)
    bound = _SHORT_ENDING.sub("\u00a0", bound.strip())
    for word in _SPACES.split(bound):
        for at, piece in enumerate(_AFTER_HYPHEN.split(word)):
            yield ("" if at else " "), piece


def _break_word(word: str, size: float, max_width: float, *, bold: bool) -> list[str]:
    """Split one word at its soft hyphens, and between letters where that is not enough."""
    pieces: list[str] = []
    rest = word
    while text_width(rest, size, bold=bold) > max_width and len(rest) > 1:
        fitting = max(
            (
                end
                for end in range(1, len(rest))
                if text_width(rest[:end] + "-", size, bold=bold) <= max_width
            ),
            default=1,
        )
        soft = max(rest.rfind(SOFT_HYPHEN, 0, fitting + 1), rest.rfind("\u00a0", 0, fitting + 1))
        if soft > 0:
            pieces.append(rest[:soft] + ("-" if rest[soft] == SOFT_HYPHEN else ""))
            rest = rest[soft + 1 :]
        else:
            pieces.append(rest[:fitting])
            rest = rest[fitting:]
    return [*pieces, rest]
