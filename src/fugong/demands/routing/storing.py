"""A model as bytes: plain arrays and a table of contents, checked when read. Nothing that is read can run."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from typing import Any

import numpy as np

from fugong.demands.routing.matrices import Array
from fugong.demands.routing.mixing import KINDS, Mixing
from fugong.demands.routing.model import Model
from fugong.demands.routing.ridges import Ridge
from fugong.demands.routing.vectors import Vectors

VERSION = 1
"""Counted up when texts are cut or weighed otherwise: a model of another version is learned anew."""
MOST_BYTES = 64 * 1024 * 1024
HALF = np.float16


class Unreadable(ValueError):
    """The bytes are not a model of this version, or not what was written."""


def to_bytes(model: Model) -> bytes:
    """The model without the pack's words, which are the pack's to keep."""
    contents = {"version": VERSION, "categories": model.categories, "stray": model.mixing.stray}
    runs = sorted(model.vectors.columns, key=model.vectors.columns.__getitem__)
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        allow_pickle=False,
        contents=_text(json.dumps(contents)),
        mixing=np.array(model.mixing.weights),
        runs=_text("\n".join(runs)),
        rarity=model.vectors.rarity.astype(HALF),
        plain=model.plain.weights.astype(HALF),
        plain_bias=model.plain.bias,
        contrasted=model.contrasted.weights.astype(HALF),
        contrasted_bias=model.contrasted.bias,
        stretch=np.asarray(model.contrasted.stretch).astype(HALF),
    )
    return packed.getvalue()


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def from_bytes(content: bytes, expected: str) -> Model:
    """The model whose digest is `expected`. Raises Unreadable."""
    if len(content) > MOST_BYTES or digest(content) != expected:
        raise Unreadable("The model is not what was written.")
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return _assembled({name: arrays[name] for name in arrays.files})
    except (EOFError, KeyError, OSError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise Unreadable(str(error)) from error


def _assembled(arrays: dict[str, Array]) -> Model:
    contents: dict[str, Any] = json.loads(_said(arrays["contents"]))
    if contents["version"] != VERSION:
        raise Unreadable(f"Version {contents['version']} of a model; this is {VERSION}.")
    categories = tuple(contents["categories"])
    runs = _said(arrays["runs"])
    columns = {run: at for at, run in enumerate(runs.split("\n"))} if runs else {}
    shape = (len(columns), len(categories))
    if {arrays[name].shape for name in ("plain", "contrasted", "stretch")} != {shape}:
        raise Unreadable("The parts of the model don't fit each other.")
    if len(arrays["rarity"]) != len(columns) or len(arrays["mixing"]) != KINDS:
        raise Unreadable("The parts of the model don't fit each other.")
    return Model(
        categories,
        Vectors(columns, arrays["rarity"].astype(np.float32)),
        Ridge(arrays["plain"], arrays["plain_bias"]),
        Ridge(arrays["contrasted"], arrays["contrasted_bias"], arrays["stretch"]),
        Mixing(tuple(float(each) for each in arrays["mixing"]), float(contents["stray"])),
    )


def _text(text: str) -> Array:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _said(array: Array) -> str:
    return array.tobytes().decode()
