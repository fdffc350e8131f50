"""Taking a question apart: which words say what is wanted, and which say where.

Every way to divide the words into phrases of the lexicon, names of places to start from and words
that are neither has a cost; the cheapest is taken. So a long name goes before the words in it
(*Speeltuin Het Westen* is a place, *speeltuin in het westen* is not), and the order of the parts
does not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from geo.search.lexicon import Lexicon, WordMeaning, WordSense, word_key

MOST_WORDS = 40
"""Words of a question that are taken apart; the rest counts as one part that says where."""
_LONGEST_NAME = 7
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d{1,5}[a-z]?", re.IGNORECASE)
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?!\d)")
_COST_SMALL, _COST_NAME, _COST_PHRASE, _COST_WORD, _COST_UNKNOWN = 0.55, 0.98, 1.0, 1.02, 1.3
_COST_LOOSE = 1.2
"""Of words that stand in the lexicon only when they are put together, or taken apart."""
_EARLIEST = 7
_SAYS_WHERE = frozenset({WordSense.STOP, WordSense.SMALL})


@dataclass(frozen=True, slots=True)
class TextPart:
    """Some words of a question.

    Parameters
    ----------
    begin, end
        Position in the text, in characters.
    meaning
        What they mean; None for a name, or for words that are not known.
    known
        Whether they are a phrase of the lexicon or a name.
    """

    begin: int
    end: int
    meaning: WordMeaning | None
    known: bool

    @property
    def is_wish(self) -> bool:
        """Whether they say what is wanted, and not where."""
        return self.meaning is not None and self.meaning.sense not in _SAYS_WHERE


@dataclass(frozen=True, slots=True)
class Apart:
    """A question, taken apart.

    Parameters
    ----------
    text
        The question, in one normal form (NFC).
    parts
        All its words, in order.
    """

    text: str
    parts: tuple[TextPart, ...]

    @property
    def wishes(self) -> tuple[TextPart, ...]:
        """The parts that say what is wanted."""
        return tuple(part for part in self.parts if part.is_wish)

    @property
    def where(self) -> str:
        """The rest, without the small words around it; where it stood apart, with commas."""
        runs: list[str] = []
        run: list[TextPart] = []
        for part in (*self.parts, None):
            if part is not None and not part.is_wish:
                run.append(part)
                continue
            if text := self._without_small_words(run):
                runs.append(text)
            run = []
        return ", ".join(runs)

    @property
    def unknown(self) -> tuple[TextPart, ...]:
        """The words that are neither known nor a number."""
        return tuple(
            part
            for part in self.parts
            if not part.known and not _NUMBER.fullmatch(self.words(part))
        )

    @property
    def named(self) -> bool:
        """Whether it contains a name."""
        return any(part.known and part.meaning is None for part in self.parts)

    def words(self, part: TextPart) -> str:
        """Return a part as it was typed."""
        return self.text[part.begin : part.end]

    def without(self, *left_out: TextPart) -> str:
        """Return the text without some parts, and without small words at its ends."""
        kept = [part for part in self.parts if part not in left_out]
        telling = [at for at, part in enumerate(kept) if not _is_small(part)]
        if not telling:
            return ""
        kept = kept[telling[0] : telling[-1] + 1]
        pieces = [self.words(kept[0])]
        for before, part in pairwise(kept):
            between = self.text[before.end : part.begin]
            beside = not any(before.end <= one.begin < part.begin for one in left_out)
            pieces.append((between if beside else " ") + self.words(part))
        return "".join(pieces)

    def _without_small_words(self, run: list[TextPart]) -> str:
        telling = [at for at, part in enumerate(run) if not _is_small(part)]
        if not telling:
            return ""
        last = run[telling[-1]]
        letter = run[telling[-1] + 1 : telling[-1] + 2]
        if letter and len(self.words(letter[0])) == 1 and _NUMBER.fullmatch(self.words(last)):
            last = letter[0]  # the A of 63 A
        return self.text[run[telling[0]].begin : last.end]


def take_apart(text: str, lexicon: Lexicon, is_name: Callable[[str], bool]) -> Apart:
    """Take a question apart.

    Parameters
    ----------
    text
        As typed.
    is_name
        Whether some words are the name of a district, street, stop, landmark or place.

    Returns
    -------
    Apart
        The same parts for any order of them.
    """
    text = unicodedata.normalize("NFC", text)
    found = [(one.start(), one.end(), word_key(one.group())) for one in _WORD.finditer(text)]
    spans, rest = found[:MOST_WORDS], found[MOST_WORDS:]
    costs: list[float] = [0.0]
    steps: list[tuple[int, WordMeaning | None, bool]] = [(0, None, False)]
    for end in range(1, len(spans) + 1):
        best: tuple[float, int, WordMeaning | None, bool]
        best = (costs[end - 1] + _COST_UNKNOWN, end - 1, None, False)
        for begin in range(max(0, end - max(lexicon.longest, _LONGEST_NAME)), end):
            for cost, meaning in _readings(text, spans[begin:end], lexicon, is_name):
                if costs[begin] + cost < best[0]:
                    best = (costs[begin] + cost, begin, meaning, True)
        costs.append(best[0])
        steps.append(best[1:])
    parts: list[TextPart] = []
    at = len(spans)
    while at:
        begin, meaning, known = steps[at]
        parts.append(TextPart(spans[begin][0], spans[at - 1][1], meaning, known))
        at = begin
    parts.reverse()
    if rest:
        parts.append(TextPart(rest[0][0], rest[-1][1], None, known=False))
    return Apart(text, tuple(parts))


def _readings(
    text: str,
    spans: list[tuple[int, int, str]],
    lexicon: Lexicon,
    is_name: Callable[[str], bool],
) -> list[tuple[float, WordMeaning | None]]:
    """List what some words next to each other may be, each with its cost."""
    readings: list[tuple[float, WordMeaning | None]] = []
    said = text[spans[0][0] : spans[-1][1]]
    if len(spans) <= lexicon.longest:
        phrase = " ".join(key for _, _, key in spans)
        meaning = lexicon.meaning(phrase) or _clock(said, lexicon)
        if meaning is not None:
            small = meaning.sense in _SAYS_WHERE
            readings.append((_COST_SMALL if small else _COST_PHRASE, meaning))
        elif (loose := lexicon.loosely(phrase)) is not None:
            readings.append((_COST_LOOSE, loose))
    # Small words are no name, although *voor de* sounds as Voorde, a street.
    telling = not all(lexicon.is_small(key) for _, _, key in spans)
    if telling and len(spans) <= _LONGEST_NAME and is_name(said):
        readings.append((_COST_NAME if len(spans) > 1 else _COST_WORD, None))
    return readings


def _clock(said: str, lexicon: Lexicon) -> WordMeaning | None:
    """Read a time such as ``14:00`` or, with a word of the lexicon, ``2 pm``."""
    clock = _CLOCK.fullmatch(said)
    if clock:
        return WordMeaning(WordSense.TIME, f"{int(clock[1]):02}:{clock[2]}")
    number, _, word = said.partition(" ")
    hour = lexicon.meaning(word_key(word)) if number.isdecimal() else None
    if hour is None or hour.sense is not WordSense.HOUR:
        return None
    # Nobody asks what is open at three at night: *om 3 uur* is in the afternoon.
    afternoon = hour.value == "12" or 1 <= int(number) < _EARLIEST
    at = int(number) % 12 + 12 if afternoon else int(number)
    return WordMeaning(WordSense.TIME, f"{at:02}:00") if at < 24 else None  # noqa: PLR2004


def _is_small(part: TextPart) -> bool:
    return part.meaning is not None and part.meaning.sense is WordSense.SMALL
