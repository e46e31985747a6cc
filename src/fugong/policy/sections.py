"""Which sections a pack has. Each room registers its own in its `policy.py`, found by Django when it starts."""

from fugong.policy.shapes import Section

_registered: dict[str, type[Section]] = {}


def register(name: str, model: type[Section]) -> None:
    """Give the section `name` (file `<name>.toml`, attribute `pack.<name>`) to `model`."""
    known = _registered.setdefault(name, model)
    if known is not model and known.__qualname__ != model.__qualname__:
        raise ValueError(f"The section {name!r} belongs to {known.__module__} already.")
    model.name_of_section = name


def all_sections() -> dict[str, type[Section]]:
    """Section name → model, in the order of a pack's reading: a section may lean on those before it."""
    order = (
        "calendar",
        "places",
        "registry",
        "resumption",
        "outreach",
        "supplies",
        "chains",
        "projects",
        "workforce",
        "testing",
        "lodging",
        "services",
        "arrivals",
        "transport",
        "investment",
        "benefits",
        "inspections",
        "signals",
        "demands",
        "rectification",
        "meetings",
        "figures",
    )
    names = sorted(_registered, key=lambda name: (order.index(name) if name in order else len(order), name))
    return {name: _registered[name] for name in names}
