"""Routing of free text: macro-F1, accuracy, calibration, time to learn, proposals a second; and like demands among 20,000 open ones.

Without arguments on texts made up for the tests. `bench_routing.py FILE [SEEDS]` takes a sheet of texts with their categories; four
fifths of each category are learned, the rest is tried. Goals: macro-F1 ≥ 0.89 on 8,000 short messages of citizens (seven
classes), calibration error ≤ 0.05, like demands among 20,000 in ≤ 2 s at first and ≤ 0.5 s then.
"""

import itertools
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import orjson

OPEN = 20_000


def read_well(path: Path | None, seeds: int) -> dict[str, Any]:
    """Means over several drawings, and how long it took."""
    from fugong.demands.routing import past, trying
    from fugong.demands.routing.learning import Example, learn
    from fugong.demands.routing.tests.made_up import demands

    found = past.read(path) if path else [Example(*each) for each in demands(each=400)]
    trials = []
    for seed in range(seeds):
        trial = trying.tried(found, 0.2, seed)
        assert trial is not None
        trials.append(trial.report)
    began = time.perf_counter()
    learned = learn(found)
    spent = time.perf_counter() - began
    assert learned is not None
    texts = [each.text for each in found[:1_000]]
    began = time.perf_counter()
    for text in texts:
        learned.model.propose(text)
    rate = len(texts) / (time.perf_counter() - began)
    from fugong.demands.routing import storing

    return {
        "texts": len(found),
        "categories": len(learned.model.categories),
        "drawings": seeds,
        "macro_f1": round(statistics.mean(each.macro_f1 for each in trials), 4),
        "macro_f1_worst": round(min(each.macro_f1 for each in trials), 4),
        "accuracy": round(statistics.mean(each.accuracy for each in trials), 4),
        "calibration_error": round(statistics.mean(each.calibration_error for each in trials), 4),
        "learning_s": round(spent, 1),
        "proposals_a_second": round(rate),
        "model_bytes": len(storing.to_bytes(learned.model)),
    }


def like_ones(count: int = OPEN) -> dict[str, Any]:
    """Seconds to compare one demand with all open ones, the first time in a process and then; without the database."""
    import tomllib

    from django.conf import settings

    from fugong.demands.routing.likeness import Collection, Meanings, printed
    from fugong.demands.routing.tests.labelled import ALONE, CAUSES

    base = Path(settings.PACK_FOLDERS[0]) / "base" / "likeness.toml"
    meanings = Meanings({each["key"]: each["words"] for each in tomllib.loads(base.read_text("utf-8"))["meanings"]})
    said = [*itertools.chain(*CAUSES.values()), *ALONE]
    texts = [
        (f"{text} {at}", language) for at, (language, text) in zip(range(count), itertools.cycle(said), strict=False)
    ]
    began = time.perf_counter()
    prints = [printed(text, meanings, language) for text, language in texts]
    Collection(prints, len(meanings.keys)).likeness([0])
    first = time.perf_counter() - began
    began = time.perf_counter()
    Collection(prints, len(meanings.keys)).likeness([0])
    return {"open": count, "first_s": round(first, 2), "then_s": round(time.perf_counter() - began, 2)}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fugong.settings")
    os.environ.setdefault("FUGONG_TESTING", "1")
    import django

    django.setup()
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    drawings = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    answer = {"reading": read_well(given, drawings), "likeness": like_ones()}
    print(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())
