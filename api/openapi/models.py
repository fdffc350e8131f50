"""Models of pydantic, described in OpenAPI 3.0.

Pydantic writes JSON Schema 2020-12, in which null is a type; OpenAPI 3.0 says ``nullable``.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from api.v1.ogc.feature_schemas import Schema


def model_schema(model: type[BaseModel]) -> Schema:
    """Describe what a model holds, without references."""
    schema = model.model_json_schema(mode="serialization")
    described: Schema = _of_30(schema, schema.get("$defs", {}))
    return described


def model_parameters(model: type[BaseModel]) -> list[Schema]:
    """Describe the fields of a model as parameters of a query."""
    properties = model_schema(model)["properties"]
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": schema.pop("description", ""),
            "schema": {key: value for key, value in schema.items() if key != "nullable"},
        }
        for name, schema in properties.items()
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
