"""A body that the API would take, made from its own description, so that nothing but the caller's rights decides."""

import io
import re
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from access.addresses import Address
from access.world import FIXED, Side
from fugong.web.api.face import build
from ground.cast import credit_code

TEXTS = {
    "reason": "因为",
    "opinion": "好",
    "name": "新名字",
    "uscc": credit_code(777),
    "jurisdiction": "990101001000",
    "phone": "13900000000",
    "post": "resident",
    "username": "spare",
    "officer": "officer",
    "checklist": FIXED["checklist"],
    "team": "verification_1",
    "park": "spring_park",
    "field": "restart_plan",
    "identity": "1234",
    "to": "spare",
    "item": "doors",
    "tube": "T-001",
}


ALSO = {"reason", "first_day", "name", "uscc", "jurisdiction"}
"""What is sent although the shape doesn't ask for it."""

FORMATS = {
    "date": "2020-02-20",
    "date-time": "2020-02-20T03:00:00Z",
    "uuid": "019480b2-0000-7000-8000-000000000001",
}

ITEMS = ("doors", "masks", "roster")


@cache
def description() -> Any:
    """The API's OpenAPI document."""
    return build().get_openapi_schema(path_prefix="api/v1/")


def body_for(method: str, address: Address, side: Side) -> tuple[Any, str]:
    """(body, content type); `form` where a file is sent."""
    path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address.route)
    operation = description()["paths"].get(path, {}).get(method.lower(), {})
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return {"file": _file(), "field": TEXTS["field"]}, "form"
    if "application/x-ndjson" in content:
        return f'{{"enterprise": {side.values["enterprise"]}, "staff_back": 1}}', "application/x-ndjson"
    if "application/json" in content:
        return _value(content["application/json"]["schema"], "", side), "application/json"
    return {}, "application/json"


def _value(schema: dict[str, Any], name: str, side: Side) -> Any:
    """The smallest value of that shape; what it names is the side's."""
    schema = _resolved(schema)
    if name in side.values and schema.get("type") == "integer":
        return side.values[name]
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            if "$ref" in (schema.get("additionalProperties") or {}) and name == "answers":
                return {item: {"answer": "yes"} for item in ITEMS}
            wanted = set(schema.get("required", ())) | (ALSO & set(schema.get("properties", {})))
            return {key: _value(schema["properties"][key], key, side) for key in sorted(wanted)}
        case "array":
            names = {"to": "spare", "checklists": FIXED["checklist"]}
            return [names[name]] if name in names else [_value(schema["items"], name, side)]
        case "integer" | "number":
            return side.values["enterprise"] if name == "other" else schema.get("minimum", 1)
        case "boolean":
            return True
        case _:
            return FORMATS.get(schema.get("format", ""), TEXTS.get(name, "x"))


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return _resolved(next(each for each in schema["anyOf"] if each.get("type") != "null"))
    return schema


def _file() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return SimpleUploadedFile("x.png", out.getvalue(), content_type="image/png")
