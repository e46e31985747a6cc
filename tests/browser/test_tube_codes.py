"""Bar codes on tubes: the camera reads them as labels are held, and nothing that was misread becomes a tube."""

import base64
import io
import json
from typing import Any

import pytest
from django.templatetags.static import static
from PIL import Image

from browser.phones import open_phone
from fugong.testing.tubecodes import CHECKS, TubeCodes
from ground import barcodes

pytestmark = pytest.mark.django_db(transaction=True)

READ = """async ([module, kinds, pictures]) => {
  const { barReader } = await import(module);
  const canvas = document.createElement("canvas");
  const found = [];
  for (const picture of pictures) {
    const read = await barReader(kinds);
    const image = new Image();
    image.src = picture;
    await image.decode();
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    canvas.getContext("2d").drawImage(image, 0, 0);
    const said = [];
    for (let look = 0; look < 12 && !said.some(Boolean); look += 1) said.push(read(canvas));
    found.push([said[said.length - 1], said.length]);
  }
  return found;
}"""
JUDGE = """async ([module, asked]) => {
  const { cleanTube, tubeFault } = await import(module);
  return asked.map(([text, rules]) => [cleanTube(text), tubeFault(cleanTube(text), rules)]);
}"""


def _read(page: Any, kinds: list[str], *pictures: Image.Image) -> list[tuple[str, int]]:
    """What the page's reader says of each picture, and with which look."""
    urls = []
    for picture in pictures:
        kept = io.BytesIO()
        picture.convert("RGB").save(kept, "JPEG", quality=70)
        urls.append("data:image/jpeg;base64," + base64.b64encode(kept.getvalue()).decode())
    found = page.evaluate(READ, [static("fugong/phone/barcodes.js"), kinds, urls])
    return [(text, looks) for text, looks in found]


@pytest.mark.parametrize(
    ("kind", "text", "looks", "angles"),
    [
        ("code_128", "NB-031774", 2, (0, 6, -20, 40, 62, 90, 180)),
        ("code_39", "NB-317", 3, (0, -8, 90)),
        ("itf", "00317745", 3, (0, 5, 270)),
    ],
)
def test_a_label_is_read_however_it_is_held(phone, kind, text, looks, angles):
    open_phone(phone)
    told = _read(phone, [kind], *(barcodes.seen(kind, text, angle=angle, seed=angle) for angle in angles))
    assert {angle: said for angle, (said, _looks) in zip(angles, told, strict=True)} == dict.fromkeys(angles, text)
    assert told[0][1] == looks, "as many looks must agree as the kind needs"


def test_what_nobody_asked_for_or_is_too_poor_says_nothing(phone):
    open_phone(phone)
    good = barcodes.seen("code_39", "NB-317")
    poor = barcodes.seen("code_128", "NB-031774", blur=6)
    torn = barcodes.seen("code_128", "NB-031774")
    torn.paste(150, (460, 0, 500, 540))  # a finger across it
    empty = Image.new("L", barcodes.SIZE, 150)
    assert [said for said, _looks in _read(phone, ["code_128"], good, poor, torn, empty)] == ["", "", "", ""]
    assert _read(phone, ["code_128", "code_39"], good)[0][0] == "NB-317"


def test_the_phone_judges_codes_as_the_server_does(phone):
    """Each code with one sign altered, or two changed over, besides what is right: both say the same of all of them."""
    open_phone(phone)
    rules = [
        {"reads": ["qr"], "shapes": [], "check": ""},
        {"reads": ["qr"], "shapes": ["@@##########", "T-*#"], "check": ""},
        *({"reads": ["qr"], "shapes": [], "check": check} for check in CHECKS),
    ]
    right = ["6291041500213", "79927398713", "NB200317745", "T-A7", "NB2003177", "12345678Y", "ab 12"]
    altered = [text[:at] + sign + text[at + 1 :] for text in right for at in range(len(text)) for sign in "07A-"]
    swapped = [text[:at] + text[at + 1] + text[at] + text[at + 2 :] for text in right for at in range(len(text) - 1)]
    asked = [(text, rule) for rule in rules for text in (*right, *altered, *swapped, "", "ab", "x" * 41)]
    told = phone.evaluate(JUDGE, [static("fugong/phone/tubecodes.js"), json.loads(json.dumps(asked))])
    ours = [TubeCodes(**rule) for _text, rule in asked]
    differing = [
        (text, rule, said)
        for (text, rule), (clean, said), place in zip(asked, told, ours, strict=True)
        if clean != place.clean(text) or bool(said) != bool(place.fault(place.clean(text)))
    ]
    assert differing == []
    assert 50 < sum(not said for _clean, said in told) < len(told) - 50, "some are right, some are wrong"
