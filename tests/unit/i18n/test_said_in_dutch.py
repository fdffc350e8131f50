"""What reaches a page of the desk can be said in Dutch: checked where it is written down."""

import ast

import pytest
from source_tree import ROOT, files_of, text_of

from geo.model.said import Said, say_again

FOR_OPERATORS = {
    # Read by the command or by whoever runs the server, not by a page of the desk.
    "geo/intake/mapping.py", "geo/intake/address_columns.py", "geo/store/address.py",
    "geo/store/backup.py", "geo/store/csv_files.py", "geo/store/csv_store.py",
    "geo/store/desk_users.py", "geo/store/opening.py", "geo/store/migrations/__init__.py",
    "api/desk/oidc.py", "api/desk/oidc_sign_in.py",
}  # fmt: skip
BELOW = (
    "geo/model/checks.py", "geo/model/contacts.py", "geo/model/partial_date.py",
    "geo/evidence/observations.py", "geo/evidence/decisions.py", "geo/hours/week.py",
    "geo/hours/programme.py", "geo/geocoding/addresses.py", "geo/collections/drivers.py",
)  # fmt: skip
SAYS = {
    "Problem": (0, 1), "HTTPException": (1,), "StoreError": (0,), "MeetingplacesError": (0,),
    "NotSentError": (0,), "WeighedReason": (0,), "Unsure": (2,), "too_much": (0,), "_doubt": (2,),
    "add": (2,), "matching": (3,),
}  # fmt: skip
"""Which arguments of which calls become a sentence on a page."""
NAMES = {"found", "expected", "why", "refusal", "message"}
"""What such an argument is called before it is passed."""


def shown_modules():
    rooms = [
        path for top in ("geo/intake", "geo/store", "api/desk") for path in files_of(top, ".py")
    ]
    below = [ROOT / name for name in BELOW]
    return [one for one in (*rooms, *below) if str(one.relative_to(ROOT)) not in FOR_OPERATORS]


def is_english_only(node):
    """Tell whether a node is a text that no catalogue has; a quotation needs none."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and any(map(str.isalpha, node.value))
    if isinstance(node, ast.JoinedStr):
        texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
        return any(len(word) > 1 for text in texts for word in text.split() if word.isalpha())
    return False


def english_in(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            for at in SAYS.get(name, ()):
                if at < len(node.args) and is_english_only(node.args[at]):
                    yield node.args[at]
            for keyword in node.keywords:
                if keyword.arg in NAMES and is_english_only(keyword.value):
                    yield keyword.value
        elif isinstance(node, ast.Assign):
            called = NAMES & {getattr(target, "id", "") for target in node.targets}
            if called and is_english_only(node.value):
                yield node.value


@pytest.mark.parametrize("path", shown_modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_is_written_where_it_cannot_be_translated(path):
    found = [f"{path.name}:{node.lineno}" for node in english_in(ast.parse(text_of(path)))]
    assert found == []


def test_the_check_sees_what_it_looks_for():
    code = 'Problem("no rows", f"one of {known}")\nexpected = "a date"\nProblem(f"\'{x}\'", y)\n'
    assert sorted(node.lineno for node in english_in(ast.parse(code))) == [1, 1, 2]


def test_a_text_within_a_text_is_said_again_too():
    inner = Said("a postcode such as 3011RS")
    whole = Said("%(expected)s, not %(damage)s", expected=inner, damage="'3,0E3'")
    dutch = {
        "a postcode such as 3011RS": "een postcode zoals 3011RS",
        "%(expected)s, not %(damage)s": "%(expected)s, niet %(damage)s",
    }
    assert whole == "a postcode such as 3011RS, not '3,0E3'"
    assert say_again(whole, dutch.__getitem__) == "een postcode zoals 3011RS, niet '3,0E3'"


def test_a_percent_sign_in_what_somebody_typed_is_no_placeholder():
    assert say_again(Said("%(count)s characters", count="%(x)s"), str) == "%(x)s characters"
    assert say_again("100 %(x)s", str) == "100 %(x)s"
