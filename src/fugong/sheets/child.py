"""The process that opens a stranger's file: small, limited in memory and time, and killed when it misbehaves.

Run by `fugong.sheets.book` as `python -P child.py`, it knows nothing of Fugong. It talks in frames over its pipes: four
bytes of length, then JSON. In: `{"path", "name", "memory", "seconds"}`, then any number of `{"look": sheet}` and
`{"rows": sheet}`. Out: `{"sheets": […]}`; a look at a sheet's first rows; its rows in lists of `CHUNK`, then null.
`{"marks": sheet}` is answered by what a reader of cells doesn't see: what is hidden, formulas without a result.
Whatever is wrong comes out as `{"refused": code}` and ends it; whatever kills it is seen by its closed pipe.
"""

import codecs
import contextlib
import csv
import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import orjson

HEAD = 60
BLOCK = 1 << 20
HIDDEN_ROW = re.compile(rb'<row [^>]*hidden="(?:1|true)"')
WITHOUT_RESULT = re.compile(
    rb'<c r="([A-Z]+\d+)"(?![^>]*t="str")[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>'
)
"""Rows among which a heading is looked for."""
CHUNK = 2_000
WIDTH = 512
"""Columns read; no list has more, and a stray cell at XFD must not make 16,384 of each row."""
CELL = 32_767
"""Signs in a cell, Excel's own limit."""

TEXT_SAMPLE = 256 * 1024
BOMBS = 150
"""A list packs to a fifth or a thirtieth; what unpacks to 150 times its size and more than 64 MB is a bomb."""
GUARDED = re.compile(r"^'+[=+\-@\t\r\n＝＋－＠]")
DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
MARKUP = re.compile(
    rb"^\s*(<!--.*?-->\s*)*<(!doctype|html|head|body|table|meta|script|div|\?xml)", re.IGNORECASE | re.DOTALL
)


class Refusal(Exception):
    """The file can't be read; `code` says why (texts in `fugong.sheets.book`)."""


def limit(memory: int, seconds: float) -> None:
    """Sets hard limits on memory (bytes) and on processor time, where the system has them."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource
        import signal

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.setitimer(signal.ITIMER_PROF, seconds)  # SIGPROF, unhandled, ends the process


def send(message: Any) -> int:
    """Writes one frame; returns its size."""
    body = orjson.dumps(message, default=str, option=orjson.OPT_NON_STR_KEYS)
    out = sys.stdout.buffer
    out.write(len(body).to_bytes(4, "big"))
    out.write(body)
    out.flush()
    return len(body)


def receive() -> Any:
    size = int.from_bytes(sys.stdin.buffer.read(4), "big")
    return orjson.loads(sys.stdin.buffer.read(size)) if size else None


class Workbook:
    """xlsx, xlsm, xlsb, xls, ods, by calamine."""

    def __init__(self, path: str) -> None:
        from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

        self.book = CalamineWorkbook.from_path(path)
        self.sheets = [
            {"name": sheet.name, "hidden": sheet.visible != SheetVisibleEnum.Visible, "index": index}
            for index, sheet in enumerate(self.book.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]
        self.encoding = ""
        self._kept: tuple[int, Any] | None = None
        self._above: dict[int, Any] = {}

    def _sheet(self, index: int) -> Any:
        if self._kept is None or self._kept[0] != index:
            self._kept = None  # two sheets at once would need twice the memory
            self._kept = (index, self.book.get_sheet_by_index(index))
        return self._kept[1]

    def size(self, index: int) -> int:
        end = self._sheet(index).end
        return int(end[0]) + 1 if end else 0

    def merged(self, index: int) -> list[Any]:
        """Merged cells of the first rows: [[row, column], [row, column]], counted from 0."""
        with contextlib.suppress(Exception):
            ranges = self._sheet(index).merged_cell_ranges or []
            return [found for found in ranges if found[0][0] < HEAD][:2_000]
        return []

    def rows(self, index: int) -> Iterator[list[Any]]:
        """Every row from the first, as wide as the sheet; calamine tells the blank ones above, not what is empty to the left."""
        sheet = self._sheet(index)
        if sheet.start is None:
            return
        before = [""] * min(sheet.start[1], WIDTH)
        down = merged_down(sheet)
        for number, row in enumerate(sheet.iter_rows()):
            cells = before + row[:WIDTH]
            for column, first in down.get(number, ()):
                self._fill(cells, column, number, first)
            yield cells

    def _fill(self, cells: list[Any], column: int, number: int, first: int) -> None:
        """A cell merged over several rows counts in each of them."""
        if column < len(cells):
            if number == first:
                self._above[column] = cells[column]
            elif cells[column] == "":
                cells[column] = self._above.get(column, "")


def merged_down(sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """Row → (column, first row) of the cells merged downwards there; huge areas are decoration."""
    found: dict[int, list[tuple[int, int]]] = {}
    with contextlib.suppress(Exception):
        for (top, left), (bottom, _right) in (sheet.merged_cell_ranges or [])[:50_000]:
            if top < bottom < top + 5_000:
                for row in range(top, bottom + 1):
                    found.setdefault(row, []).append((left, top))
    return found


class Text:
    """csv, tsv: finds out encoding and delimiter."""

    def __init__(self, path: str, sample: bytes) -> None:
        self.path = path
        self.encoding = encoding_of(path, sample)
        text = sample.decode(self.encoding, "replace").lstrip("\ufeff")
        self.delimiter, self.skip = delimiter_of(text)
        self.sheets = [{"name": "", "hidden": False, "index": 0}]

    def size(self, index: int) -> int:
        with open(self.path, "rb") as file:  # noqa: PTH123 (the child keeps to few imports)
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) + 1

    def merged(self, index: int) -> list[Any]:
        return []

    def rows(self, index: int) -> Iterator[list[Any]]:
        csv.field_size_limit(1 << 20)
        with open(self.path, encoding=self.encoding, errors="replace", newline="") as file:  # noqa: PTH123
            if file.read(1) != "\ufeff":
                file.seek(0)
            for _ in range(self.skip):  # Excel obeys such a line and shows none
                file.readline()
            lines = (line.replace("\0", "") for line in file)
            for row in csv.reader(lines, delimiter=self.delimiter):
                yield [unguarded(cell)[:CELL] if cell[:1] == "'" else cell[:CELL] for cell in row[:WIDTH]]


def unguarded(cell: str) -> str:
    """Takes off the apostrophe that guards a text against being run as a formula (`writer.guarded`)."""
    return cell[1:] if GUARDED.match(cell) else cell


def encoding_of(path: str, sample: bytes) -> str:
    """The encoding of a text file: by its mark, else whichever of UTF-8, UTF-16 and GB 18030 fits."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if sample.startswith(mark):
            return name
    if sample.count(0) > len(sample) // 20:
        return utf_16_of(sample)
    if decodes(path, "utf-8"):
        return "utf-8"
    spoilt = {name: damage(sample, name) for name in ("gb18030", "utf-8")}
    least = min(spoilt, key=lambda name: spoilt[name])
    if spoilt[least] <= max(len(sample) // 500, 4):
        return least
    from charset_normalizer import from_bytes

    best = from_bytes(sample[:65_536]).best()
    if best is None:
        raise Refusal("encoding")
    return str(best.encoding)


def utf_16_of(sample: bytes) -> str:
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    if damage(sample[: len(sample) // 2 * 2], name) > len(sample) // 500 or "\0" in sample.decode(name, "replace"):
        raise Refusal("binary")
    return name


def decodes(path: str, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with open(path, "rb") as file:  # noqa: PTH123
        try:
            for block in iter(lambda: file.read(1 << 20), b""):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def damage(sample: bytes, encoding: str) -> int:
    """How many signs don't decode; GB 18030 maps many to its private area, which no list uses."""
    text = sample.decode(encoding, "replace")
    return text[:-2].count("\ufffd") + sum("\ue000" <= sign <= "\uf8ff" for sign in text)


def delimiter_of(text: str) -> tuple[str, int]:
    """The delimiter, and how many lines to pass over (Excel's `sep=;`)."""
    named = re.match(r"sep=(.)\r?\n", text)
    if named:
        return named[1], 1
    lines = text.splitlines()[:60]
    whole = lines[:-1] if len(lines) > 1 else lines  # the sample may end inside a line
    return max(",\t;|，", key=lambda sign: (*evenness(whole, sign), sign == ",")), 0


def evenness(lines: list[str], delimiter: str) -> tuple[float, int]:
    """How well a delimiter cuts lines into equal rows: the share of rows of the commonest width, and that width."""
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)]
    except csv.Error:
        return 0.0, 0
    common = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    return (widths.count(common) / len(widths), common) if common > 1 else (0.0, common)


def opened(path: str) -> Workbook | Text:
    """The book behind the path, by what the file holds and not by what it is called."""
    with open(path, "rb") as file:  # noqa: PTH123
        sample = file.read(TEXT_SAMPLE)
    if not sample.strip(b"\0 \r\n\t"):
        raise Refusal("empty")
    if sample.startswith(b"PK\x03\x04"):
        check_archive(path)
        return Workbook(path)
    if sample.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in read_all(path):
            raise Refusal("password")
        return Workbook(path)
    if MARKUP.match(sample.lstrip(codecs.BOM_UTF8)[:4_096]):
        raise Refusal("markup")
    if sample.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc", b"\x1f\x8b", b"PK")):
        raise Refusal("binary")
    return Text(path, sample)


def read_all(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123
        return file.read(64 << 20)


def check_archive(path: str) -> None:
    """Refuses bombs, paths that climb, and XML that declares entities, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > 10_000 or any(
                part.filename.startswith(("/", "\\")) or ".." in part.filename for part in parts
            ):
                raise Refusal("archive")
            check_sizes(parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        if DOCTYPE.search(file.read(4_096).replace(b"\0", b"")):
                            raise Refusal("entities")
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, zlib.error):
        raise Refusal("broken") from None
    if not names & {"[Content_Types].xml", "mimetype", "content.xml"}:
        raise Refusal("archive")


def check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    packed = sum(part.compress_size for part in parts) or 1
    unpacked = sum(part.file_size for part in parts)
    if unpacked > 4 << 30 or (unpacked > 64 << 20 and unpacked / packed > BOMBS):
        raise Refusal("bomb")


def marks(path: str, index: int) -> dict[str, Any]:
    """Of a worksheet: `hidden_columns` as [first, last] from 1, how many `hidden_rows`, and the cells `without_result`: formulas
    whose value the program that wrote them never worked out. Only xlsx tells; the parts are numbered by sheet there."""
    found: dict[str, Any] = {"hidden_columns": [], "hidden_rows": 0, "without_result": []}
    with (
        contextlib.suppress(Exception),
        zipfile.ZipFile(path) as archive,
        archive.open(f"xl/worksheets/sheet{index + 1}.xml") as part,
    ):
        block = part.read(BLOCK)
        found["hidden_columns"] = hidden_columns(block)
        while block:
            whole = block.rfind(b"</row>") + 1 or len(block)  # a row that is cut is looked at with the next block
            found["hidden_rows"] += len(HIDDEN_ROW.findall(block, 0, whole))
            if b"<f" in block:
                found["without_result"] += [each.decode() for each in WITHOUT_RESULT.findall(block, 0, whole)]
            more = part.read(BLOCK)
            block = block[whole:] + more if more else b""
    return found


def hidden_columns(head: bytes) -> list[list[int]]:
    tags = re.findall(rb"<col [^>]*>", head)
    spans = [(re.search(rb'min="(\d+)"', tag), re.search(rb'max="(\d+)"', tag)) for tag in tags if b'hidden="1"' in tag]
    return [[int(low[1]), min(int(high[1]), WIDTH)] for low, high in spans if low and high and int(low[1]) <= WIDTH]


def look(book: Workbook | Text, index: int) -> dict[str, Any]:
    """A sheet's first rows and what is known of it."""
    head = []
    for number, row in enumerate(book.rows(index)):
        if number >= HEAD:
            break
        head.append(row)
    return {"head": head, "merged": book.merged(index), "height": book.size(index)}


def stream(book: Workbook | Text, index: int) -> None:
    """All rows of a sheet; a tail of blank rows is sent as nothing at all."""
    chunk: list[list[Any]] = []
    blank, most = 0, CHUNK
    for row in book.rows(index):
        if not any(cell not in ("", None) for cell in row):
            blank += 1
            continue
        if blank:  # blank rows between others keep the numbering
            if blank > CHUNK:
                send(chunk)
                send({"blank": blank})
                chunk = []
            else:
                chunk.extend([] for _ in range(blank))
            blank = 0
        chunk.append(row)
        if len(chunk) >= most:
            if send(chunk) > 4 << 20:  # long texts: smaller lists
                most = max(most // 2, 50)
            chunk = []
    if chunk:
        send(chunk)
    send(None)


def serve(order: dict[str, Any]) -> None:
    """Opens the file, then answers until the parent has enough."""
    book = opened(order["path"])
    send({"sheets": book.sheets, "encoding": book.encoding})
    while (request := receive()) is not None:
        if "look" in request:
            send(look(book, request["look"]))
        elif "marks" in request:
            send(marks(order["path"], request["marks"]))
        else:
            stream(book, request["rows"])


def main() -> None:
    order = receive()
    limit(order["memory"], order["seconds"])
    try:
        serve(order)
    except Refusal as refusal:
        send({"refused": str(refusal)})
    except MemoryError:
        send({"refused": "memory"})
    except (BrokenPipeError, KeyboardInterrupt):
        return
    except csv.Error:
        send({"refused": "text"})
    except Exception as fault:  # whatever calamine raises: the file is damaged, and says no more
        send({"refused": "password" if type(fault).__name__ == "PasswordError" else "broken"})


if __name__ == "__main__":
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer)
    main()
