"""What stands below a key in the source is what the schema says of it."""

from fugong.policy import meanings, schema
from fugong.policy.shapes import Key, Shape


class Shelf(Shape):
    key: Key
    """What it is called."""

    height: int = 0
    """In millimetres,
    without its feet."""

    colour: str = ""


class Shop(Shelf):
    height: int = 1
    shelves: tuple[Shelf, ...] = ()
    """Those on
    the wall."""


def test_a_schema_tells_what_its_keys_mean() -> None:
    told = Shop.model_json_schema()
    properties = told["properties"]
    assert properties["key"]["description"] == "What it is called."
    assert properties["shelves"]["description"] == "Those on\nthe wall."
    assert told["$defs"]["Shelf"]["properties"]["height"]["description"] == "In millimetres,\nwithout its feet."


def test_what_nobody_explained_stays_without_words() -> None:
    properties = Shop.model_json_schema()["properties"]
    assert "description" not in properties["colour"]
    assert "description" not in properties["height"], "declared anew, it no longer means what the parent said"


def test_a_shape_whose_source_is_not_at_hand_has_no_meanings() -> None:
    made = type("Made", (Shape,), {"__module__": "builtins"})
    assert meanings.of_shape(made) == {}


def test_sections_tell_of_their_keys() -> None:
    told = schema.of_section("demands")["$defs"]
    assert any(each.get("description") for table in told.values() for each in table.get("properties", {}).values())
