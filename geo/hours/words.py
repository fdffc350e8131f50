"""An answer about opening in words.

"Until 17:00" is the minute at which the answer changes, never rounded. An unknown answer is worded
as unknown; what the hours themselves say is quoted with its date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from gettext import NullTranslations

from geo.hours.answers import Admission, Opening, OpeningReason, OpeningState
from geo.i18n.languages import format_partial_date, format_weekday, translations
from geo.model.vocabulary import Language

_A_WEEK = timedelta(days=7)


def _(text: str) -> str:
    """Mark a text for the catalogues; `holiday_name` translates it."""
    return text


HOLIDAYS = {
    "Nieuwjaarsdag": _("New Year's Day"),
    "Goede Vrijdag": _("Good Friday"),
    "Eerste Paasdag": _("Easter Sunday"),
    "Tweede Paasdag": _("Easter Monday"),
    "Koningsdag": _("King's Day"),
    "Bevrijdingsdag": _("Liberation Day"),
    "Hemelvaartsdag": _("Ascension Day"),
    "Eerste Pinksterdag": _("Whit Sunday"),
    "Tweede Pinksterdag": _("Whit Monday"),
    "Eerste Kerstdag": _("Christmas Day"),
    "Tweede Kerstdag": _("Second Day of Christmas"),
    "Herfstvakantie": _("Autumn holiday"),
    "Kerstvakantie": _("Christmas holiday"),
    "Voorjaarsvakantie": _("Spring holiday"),
    "Meivakantie": _("May holiday"),
    "Zomervakantie": _("Summer holiday"),
}
"""English names of the holidays of the calendar; `holiday_name` translates them."""


@dataclass(frozen=True, slots=True)
class Wording:
    """An answer in words, in one language; each a whole sentence, or empty.

    Parameters
    ----------
    answer
        Open, closed, or not known.
    explanation
        Why it is unknown, and what the hours themselves say; or that a school holiday may change
        it.
    advice
        What to do where it is unknown.
    """

    answer: str
    explanation: str
    advice: str
    source: str


def in_words(
    opening: Opening,
    language: Language = "nl",
    *,
    has_website: bool = False,
    has_phone: bool = False,
) -> Wording:
    """Put an answer into words.

    Parameters
    ----------
    has_website
        Whether the place has a known website to refer to when the answer is unknown.
    has_phone
        Whether a telephone number of its organisation is known.
    """
    words = translations(language)
    _ = words.gettext
    unknown = opening.state is OpeningState.UNKNOWN
    return Wording(
        answer=_answer(opening, language, words),
        explanation=_explanation(opening, language, words),
        advice=_advice(words, has_website=has_website, has_phone=has_phone) if unknown else "",
        source=_source(opening, language, words),
    )


def goes_on(opening: Opening, language: Language = "nl") -> str:
    """Say until when it is open, or when it opens again, to stand after "open" or "closed".

    Returns
    -------
    str
        Not a sentence; empty where it is not known.
    """
    words = translations(language)
    _ = words.gettext
    until = _until(opening, language, words)
    if opening.state is OpeningState.OPEN:
        said = {"until": until, "activity": opening.comment}
        if opening.answer.admission is Admission.ACTIVITY:
            known = _("for %(activity)s, until %(until)s") if until else _("for %(activity)s")
            return known % said
        return _("until %(until)s") % said if until else ""
    following = opening.following
    if opening.state is OpeningState.UNKNOWN or following is None or not opening.until:
        return ""
    if following.begins != opening.until or following.answer.admission is Admission.ACTIVITY:
        return ""  # something unknown comes first, or it does not open for everybody
    return _("opens %(when)s") % {"when": _when(following.begins, opening.moment, language, words)}


def clock_time(moment: datetime, *, ends: bool = False) -> str:
    """Write a time of day.

    Parameters
    ----------
    moment
        Any moment; seconds are not shown.
    ends
        Whether something ends then, so that midnight is 24:00.

    Returns
    -------
    str
        ``09:00``.

    Examples
    --------
    >>> clock_time(datetime(2026, 11, 24, 0, 0), ends=True)
    '24:00'
    """
    return "24:00" if ends and moment.time() == time.min else f"{moment:%H:%M}"


def holiday_name(name: str, language: Language) -> str:
    """Return the name of a holiday of the calendar in a language.

    Parameters
    ----------
    name
        Its Dutch name, as in the calendar.

    Returns
    -------
    str
        The Dutch name where there is no translation.

    Examples
    --------
    >>> holiday_name("Koningsdag", "en")
    "King's Day"
    """
    if language == "nl" or name not in HOLIDAYS:
        return name
    return translations(language).gettext(HOLIDAYS[name])


def _advice(words: NullTranslations, *, has_website: bool, has_phone: bool) -> str:
    """Say what one can do."""
    _ = words.gettext
    if has_phone:
        return _("Call before you go.")
    if has_website:
        return _("Look at the website of this place before you go.")
    return _("Look up its name on the internet, or ask in the neighbourhood, before you go.")


def _answer(opening: Opening, language: Language, words: NullTranslations) -> str:
    _ = words.gettext
    if opening.state is OpeningState.OPEN:
        return _open(opening, language, words)
    if opening.state is OpeningState.CLOSED:
        following = _following(opening, language, words)
        return " ".join(filter(None, (_("Closed."), following)))
    if opening.reason is OpeningReason.APPOINTMENT:
        return _("Open by appointment only.")
    if opening.reason is OpeningReason.IRREGULAR:
        return _("Has no fixed opening hours.")
    return _("Not known whether it is open.")


def _open(opening: Opening, language: Language, words: NullTranslations) -> str:
    _ = words.gettext
    until = _until(opening, language, words)
    if opening.answer.admission is Admission.ACTIVITY:
        said = {"activity": opening.comment, "until": until}
        if not until:
            return _("Open for: %(activity)s.") % said
        return _("Open for: %(activity)s, until %(until)s.") % said
    return _("Open until %(until)s.") % {"until": until} if until else _("Open.")


def _explanation(opening: Opening, language: Language, words: NullTranslations) -> str:
    _ = words.gettext
    answer = opening.answer
    if opening.state is not OpeningState.UNKNOWN:
        if opening.school_holiday is None:
            return ""
        holiday = {"holiday": holiday_name(opening.school_holiday.name, language)}
        return _("It is a school holiday (%(holiday)s): hours may differ.") % holiday
    named = holiday_name(answer.holiday.name, language) if answer.holiday else ""
    said = {"text": opening.comment, "holiday": named}
    sentences = {
        OpeningReason.NO_HOURS: _("No opening hours are known."),
        OpeningReason.NOT_UNDERSTOOD: _("The source says: %(text)s"),
        OpeningReason.STATED: _("The source says: %(text)s")
        if opening.comment
        else _("The source says that it does not know the hours."),
        OpeningReason.ONLY_CLOSED: _("We only know when it is closed."),
        OpeningReason.APPOINTMENT: _("The source says: %(text)s"),
        OpeningReason.IRREGULAR: _("The source says: %(text)s"),
        OpeningReason.ACTIVITY_ONLY: _("Only the hours of activities are known."),
        OpeningReason.PUBLIC_HOLIDAY: _("It is a public holiday (%(holiday)s): hours may differ."),
        OpeningReason.CALENDAR: _("The holidays of that year are not known yet."),
        OpeningReason.UNDATED: _("It is not known how old the hours are."),
        OpeningReason.OLD: _("The hours are old, and nobody has confirmed them."),
    }
    why = sentences[answer.reason] % said if answer.reason else ""
    usual = _usual(opening, language, words)
    following = (
        _following(opening, language, words) if answer.reason is OpeningReason.ACTIVITY_ONLY else ""
    )
    return " ".join(filter(None, (why, usual, following)))


def _usual(opening: Opening, language: Language, words: NullTranslations) -> str:
    """Quote what the hours themselves say."""
    _ = words.gettext
    answer = opening.answer
    if answer.usual is None:
        return ""
    if answer.usual is OpeningState.CLOSED:
        return _("According to the hours that we know: closed.")
    said = {"activity": answer.comment, "until": _until(opening, language, words)}
    if answer.admission is Admission.ACTIVITY:
        return _("According to the hours that we know: open for %(activity)s.") % said
    if not said["until"]:
        return _("According to the hours that we know: open.")
    return _("According to the hours that we know: open until %(until)s.") % said


def _following(opening: Opening, language: Language, words: NullTranslations) -> str:
    """Say when it opens; after an unknown period, do not claim that it opens then."""
    _ = words.gettext
    following = opening.following
    if following is None:
        return ""
    said = {
        "when": _when(following.begins, opening.moment, language, words),
        "activity": following.answer.comment,
    }
    if following.answer.admission is Admission.ACTIVITY:
        return _("Next: %(activity)s, %(when)s.") % said
    if following.begins == opening.until:
        return _("Opens %(when)s.") % said
    return _("First opening that is certain: %(when)s.") % said


def _until(opening: Opening, language: Language, words: NullTranslations) -> str:
    until, moment = opening.until, opening.moment
    if until is None:
        return ""
    # Midnight belongs to the day that it ends.
    last = until - timedelta(minutes=1) if until.time() == time.min else until
    shown = clock_time(until, ends=True)
    if last.date() == moment.date():
        return shown
    return words.gettext("%(day)s %(time)s") % {
        "day": _day(last, moment, language),
        "time": shown,
    }


def _when(begins: datetime, moment: datetime, language: Language, words: NullTranslations) -> str:
    _ = words.gettext
    said = {"day": _day(begins, moment, language), "time": clock_time(begins)}
    if begins.date() == moment.date():
        return _("at %(time)s") % said
    return _("%(day)s at %(time)s") % said


def _day(day: datetime, moment: datetime, language: Language) -> str:
    """Name a day: by its weekday within a week, by its date beyond."""
    beyond = day.date() - moment.date() >= _A_WEEK
    return format_weekday(day, language, with_date=beyond)


def _source(opening: Opening, language: Language, words: NullTranslations) -> str:
    _ = words.gettext
    if opening.reason is OpeningReason.NO_HOURS:
        return ""
    if opening.observed is None:
        return _("Date of the hours not known.")
    return _("Hours as of %(date)s.") % {
        "date": format_partial_date(opening.observed, language),
    }
