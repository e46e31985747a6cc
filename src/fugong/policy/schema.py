"""The JSON Schema of packs, for editors that complete and check while one writes."""

from typing import Any

from fugong.policy import sections
from fugong.policy.examples import Example
from fugong.policy.pack import Header


def of_section(name: str) -> dict[str, Any]:
    """The schema of one file: `pack`, `examples`, or a section. Raises KeyError for any other name."""
    if name == "pack":
        return Header.model_json_schema()
    if name == "examples":
        item = Example.model_json_schema()
        definitions = item.pop("$defs", {})
        listed = {"type": "array", "items": item}
        return {
            "type": "object",
            "properties": {"examples": listed},
            "$defs": definitions,
            "additionalProperties": False,
        }
    schema = sections.all_sections()[name].model_json_schema()
    schema["properties"]["replace"] = {"type": "array", "items": {"type": "string"}}
    schema.pop("required", None)  # what is required may be inherited
    return schema


def names() -> list[str]:
    """Every file that has a schema."""
    return ["pack", *sections.all_sections(), "examples"]
