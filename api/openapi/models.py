"""Models of pydantic, described in OpenAPI 3.0.

Pydantic writes JSON Schema 2020-12, in which null is a type; OpenAPI 3.0 says ``nullable``.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from api.v1.ogc.feature_schemas import Schema


def model_schema(
    model: type[BaseModel], mode: Literal["serialization", "validation"] = "serialization"
) -> Schema:
    """Describe what a model holds, without references."""
    schema = model.model_json_schema(mode=mode)
    described: Schema = _of_30(schema, schema.get("$defs", {}))
    return described


def model_parameters(model: type[BaseModel]) -> list[Schema]:
    """Describe the fields of a model as parameters of a query."""
    schema = model_schema(model, "validation")
    properties, required = schema["properties"], schema.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": one.pop("description", ""),
            "schema": {key: value for key, value in one.items() if key != "nullable"},
        }
        for name, one in properties.items()
    ]


def _of_30(node: Any, definitions: Schema) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(node, list):
        return [_of_30(part, definitions) for part in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = definitions[node["$ref"].rpartition("/")[2]]
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return _of_30({**target, **beside}, definitions)
    if "anyOf" in node:
        kept = [one for one in node["anyOf"] if one != {"type": "null"}]
        beside = {key: value for key, value in node.items() if key != "anyOf"}
        if len(kept) == 1:
            return _of_30({**kept[0], **beside, "nullable": True}, definitions)
    plain = {
        key: _of_30(value, definitions)
        for key, value in node.items()
        if key not in {"$defs", "title", "const", "examples", "default"} or key == "properties"
    }
    if "const" in node:
        plain["enum"] = [node["const"]]
    if node.get("default") is not None:
        plain["default"] = node["default"]
    if "examples" in node:
        plain["example"] = node["examples"][0]
    return plain
