"""The texts below the attributes of a class, for the pages that are written from it.

Pydantic can read them too (``use_attribute_docstrings``), but then parses the source whenever the
class is imported: a tenth of a second of every command, for what only the documentation needs.
"""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise
from textwrap import dedent


def attribute_docstrings(described: type) -> dict[str, str]:
    """Return the text below each annotated attribute of a class, by name.

    Attributes without a text, and those of the classes it inherits from, are left out.
    """
    definition = ast.parse(dedent(inspect.getsource(described))).body[0]
    assert isinstance(definition, ast.ClassDef)  # noqa: S101 - the source of a class
    return {
        attribute.target.id: " ".join(text.value.value.split())
        for attribute, text in pairwise(definition.body)
        if isinstance(attribute, ast.AnnAssign)
        and isinstance(attribute.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }
