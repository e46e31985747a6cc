"""A list of pass numbers as small as it gets: sorted, each as its distance from the one before (LEB128), in Base64."""

import base64
from collections.abc import Iterable


def packed(numbers: Iterable[int]) -> str:
    """`static/fugong/gate/code.js` unpacks it."""
    raw, before = bytearray(), 0
    for number in sorted(set(numbers)):
        step, before = number - before, number
        while step > 127:
            raw.append(step & 127 | 128)
            step >>= 7
        raw.append(step)
    return base64.b64encode(bytes(raw)).decode()
