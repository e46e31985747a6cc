"""Verifications of passes at the server, on one core: genuine ones, forged ones, among many that are void. Goal: 100,000 a minute.

What is timed is `passes.verifying.check`, from the text that a camera reads to the verdict; no database takes part in it.
"""

import datetime as dt
import os
import random
import time
from typing import Any

import orjson

MANY = int(os.environ.get("FUGONG_PASSES", "100000"))
VOID = 10_000


def run(many: int = MANY) -> dict[str, Any]:
    """Seconds of processor for `many` verifications, a tenth of them forged, of 2,000 different codes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fugong.settings")
    os.environ.setdefault("FUGONG_TESTING", "1")
    import django

    django.setup()
    from cryptography.hazmat.primitives.asymmetric import ec

    from fugong.passes import coding
    from fugong.passes.verifying import Ring, check

    rng, now = random.Random(5), dt.datetime(2022, 5, 27, 12, tzinfo=dt.UTC)
    private = ec.generate_private_key(ec.SECP256R1())
    seconds = int(now.timestamp())
    codes = []
    for number in range(2_000):
        said = coding.Said(number, "in_city", f"沪A{number:05d}", ("district", "city"), seconds - 9, seconds + 9, 1)
        code = coding.write(said, "0a0b0c0d", private)
        codes.append(code if number % 10 else code[:-6] + "".join(rng.choices("0123456789", k=6)))
    void = {number * 7: "withdrawn" for number in range(VOID)}
    ring = Ring(1, now, {"0a0b0c0d": private.public_key()}, void=void)
    began, clock = time.process_time(), time.perf_counter()
    states = [check(codes[n % len(codes)], ring, now).state for n in range(many)]
    spent, elapsed = time.process_time() - began, time.perf_counter() - clock
    return {
        "verifications": many,
        "valid": states.count("valid"),
        "processor_s": round(spent, 2),
        "clock_s": round(elapsed, 2),
        "a_minute_of_processor": round(many / spent * 60),
        "goal": 100_000,
    }


if __name__ == "__main__":
    print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
