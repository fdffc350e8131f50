"""Where several cities are served: whether another one understands better what is asked."""

from __future__ import annotations

from datetime import datetime

from api.web.finder import finder
from api.web.served import ServedCity, others
from geo.search import NoticeKind, SearchQuestion, SearchResult, StartKind

_ELSEWHERE = {
    NoticeKind.OUTSIDE_CITY,
    NoticeKind.NO_SUCH_POSTCODE,
    NoticeKind.NOT_UNDERSTOOD,
    NoticeKind.STREET_UNKNOWN,
    NoticeKind.POINT_OUTSIDE,
}
"""What a city says of a question that it does not understand."""
_IN_DOUBT = _ELSEWHERE | {
    NoticeKind.SPELLED_OTHERWISE,
    NoticeKind.HOUSE_NUMBER_UNKNOWN,
    NoticeKind.NO_SUCH_NUMBER,
    NoticeKind.SEVERAL,
}
"""The same, and what it says where it guessed: another city may know for certain."""
_WITHOUT_DOOR = {NoticeKind.HOUSE_NUMBER_UNKNOWN, NoticeKind.NO_SUCH_NUMBER}


def answer_of_another_city(
    answer: SearchResult, question: SearchQuestion, now: datetime
) -> tuple[ServedCity, SearchResult] | None:
    """Find the city that understands better what is asked, and what it answers.

    Parameters
    ----------
    answer
        What the city that is asked about answers.

    Returns
    -------
    tuple of ServedCity and SearchResult
        None where the city that is asked about does best, or is the only one.
    """
    if answer.notice is None or answer.notice.code not in _IN_DOUBT:
        return None
    unknown = answer.notice.code in _ELSEWHERE
    for city in others():
        found = finder(city.reference).answer(city.holder.current, question, now)
        exact = found.notice is None
        if answer.notice.code is NoticeKind.SEVERAL:  # only an address is surer than several names
            exact = exact and found.start is not None and found.start.what is StartKind.ADDRESS
        street = found.notice is not None and found.notice.code in _WITHOUT_DOOR
        if found.start is not None and (exact or (street and unknown)):
            return city, found
    return None
