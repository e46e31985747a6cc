"""Importing an enterprise list with validation, preview and apply, against django-import-export in bulk mode: same sheet, same table.

Both read the same xlsx, check every code and every number, find each row's jurisdiction, say what would change, and then
write, search terms included. django-import-export does so as its own pages do: a dry run for the preview, then the import.
The goal is ≥ 5 × its rows per second, and ≤ 300 MB above the start, children included.
"""

import os
import resource
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import orjson
import xlsxwriter

from benchmarks.house import database

COUNT = 100_000
PEER_COUNT = 20_000
"""The peer's time grows with the rows; a fifth of them tells its rows per second."""
HEAD = (
    "企业名称", "统一社会信用代码", "所在街道", "行业代码", "注册日期", "营业收入（元）", "产值（元）", "从业人数",
    "注册资金", "企业类型", "经营范围", "地址",
)  # fmt: skip
KEYS = (
    "name", "uscc", "street", "sector", "registered_on", "revenue", "output_value", "staff_total", "registered_capital",
    "legal_form", "business_scope", "address",
)  # fmt: skip
GOODS = ("精密机械", "电子", "食品", "商贸", "物流", "包装材料", "软件科技", "建筑工程")


def run(count: int = COUNT, peer_count: int = PEER_COUNT) -> dict[str, Any]:
    """Rows per second of both, their ratio, and our memory."""
    from django.conf import settings

    from ground.cast import PACKS

    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, PACKS]
    from fugong.places.actions import activate

    campaign = activate(pack_key="plain", key="plain", by=None)
    with tempfile.TemporaryDirectory() as folder:
        ours = _sheet(Path(folder) / "ours.xlsx", count, 0)
        theirs = _sheet(Path(folder) / "theirs.xlsx", peer_count, count)
        small = _sheet(Path(folder) / "small.xlsx", peer_count, count + peer_count)
        with Memory() as memory:
            preview, applied = _ours(campaign, ours)
        with Processor() as ours_busy:
            small_preview, small_applied = _ours(campaign, small)
        with Processor() as peer_busy:
            peer_preview, peer_applied = _peer(campaign, theirs)
    rate, small_rate = count / (preview + applied), peer_count / (small_preview + small_applied)
    peer_rate = peer_count / (peer_preview + peer_applied)
    return {
        "rows": count,
        "preview_s": round(preview, 2),
        "apply_s": round(applied, 2),
        "rows_per_s": round(rate),
        "memory_above_start_mb": round(memory.peak),
        "peer_rows": peer_count,
        "peer_preview_s": round(peer_preview, 2),
        "peer_apply_s": round(peer_applied, 2),
        "peer_rows_per_s": round(peer_rate),
        "rows_per_s_on_the_peers_rows": round(small_rate),
        "ratio_by_processor_time": round(peer_busy.seconds / ours_busy.seconds, 2),
        "ratio_on_equal_rows": round(small_rate / peer_rate, 2),
        "ratio": round(rate / peer_rate, 2),
        "goal": "ratio ≥ 5, memory ≤ 300 MB",
    }


def _sheet(path: Path, count: int, start: int) -> Path:
    from ground.cast import credit_code

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("企业")
        page.write_row(0, 0, HEAD)
        for n in range(start, start + count):
            goods = GOODS[n % len(GOODS)]
            town = ("东河街道", "西山街道")[n % 2]
            row = (
                f"清河{goods}{n}有限公司", credit_code(n), town, "C3921", f"20{n % 20:02}-{n % 12 + 1:02}-15", 9_000_000 + n,
                12_000_000 + n, 20 + n % 300, f"{100 + n % 900}万元人民币", "有限责任公司(自然人投资或控股)",
                f"{goods}的研发、生产和销售；货物进出口；技术进出口；第{n}类产品。", f"{town}滨河路{n}号{n % 40}幢",
            )  # fmt: skip
            page.write_row(n - start + 1, 0, row)
    return path


def _ours(campaign: Any, path: Path) -> tuple[float, float]:
    from fugong.registry.sheets import KEY
    from fugong.sheets import actions, kinds

    began = time.perf_counter()
    found = actions.read(kind=kinds.get(KEY), file=path, name=path.name, campaign=campaign, by=None)
    assert not found.count("refused"), found.rows.filter(verdict="refused")[0].words
    read = time.perf_counter()
    actions.apply(sheet_import=found, by=None)
    return read - began, time.perf_counter() - read


def _peer(campaign: Any, path: Path) -> tuple[float, float]:
    """django-import-export as its documentation tunes it for bulk, with the same checks and the same columns filled."""
    from import_export.formats.base_formats import XLSX

    began = time.perf_counter()
    data = XLSX().create_dataset(path.read_bytes())
    data.headers = list(KEYS)
    result = _resource(campaign).import_data(data, dry_run=True, raise_errors=True)
    assert result.totals["new"] == len(data)
    read = time.perf_counter()
    data = XLSX().create_dataset(path.read_bytes())  # its pages keep the file between the two steps, not the rows
    data.headers = list(KEYS)
    _resource(campaign).import_data(data, dry_run=False, raise_errors=True)
    return read - began, time.perf_counter() - read


def _resource(campaign: Any) -> Any:
    from import_export import fields, resources, widgets
    from import_export.instance_loaders import CachedInstanceLoader

    from fugong.core import clock
    from fugong.places.models import Jurisdiction
    from fugong.registry import search
    from fugong.registry.models import Enterprise

    areas = {area.name: area for area in Jurisdiction.objects.within(campaign.jurisdiction.prefix)}

    class CreditCode(widgets.CharWidget):
        def clean(self, value: Any, row: Any = None, **more: Any) -> str:
            from stdnum.cn import uscc

            return str(uscc.validate(value))

    class Town(widgets.Widget):
        def clean(self, value: Any, row: Any = None, **more: Any) -> Any:
            return areas[value]

    class EnterpriseResource(resources.ModelResource):
        uscc = fields.Field("uscc", "uscc", CreditCode())
        street = fields.Field("jurisdiction", "street", Town())
        registered_on = fields.Field("registered_on", "registered_on", widgets.DateWidget("%Y-%m-%d"))

        class Meta:
            model = Enterprise
            fields = KEYS
            import_id_fields = ("uscc",)
            instance_loader_class = CachedInstanceLoader
            use_bulk = True
            batch_size = 2_000
            skip_diff = True
            clean_model_instances = False

        def before_save_instance(self, instance: Any, row: Any, **more: Any) -> None:
            instance.area_code = instance.jurisdiction.code
            instance.search_terms = search.terms(instance.name, instance.address, instance.uscc)
            instance.created_at = instance.changed_at = clock.now()

    return EnterpriseResource()


class Processor:
    """Seconds of processor time of this process, its children and the database's (Linux, embedded): others don't disturb it."""

    def __enter__(self) -> "Processor":
        self.start = self._now()
        return self

    def __exit__(self, *fault: object) -> None:
        self.seconds = self._now() - self.start

    def _now(self) -> float:
        from django.db import connection

        connection.ensure_connection()
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = time.process_time() + children.ru_utime + children.ru_stime
        try:
            fields = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return busy
        return busy + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Memory:
    """Megabytes above the start, of this process and its children, sampled ten times a second."""

    def __enter__(self) -> "Memory":
        self.start = self.peak_now()
        self.peak = 0.0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self.done.set()
        self.thread.join()

    def _watch(self) -> None:
        while not self.done.wait(0.1):
            self.peak = max(self.peak, self.peak_now() - self.start)

    def peak_now(self) -> float:
        """Resident megabytes now (Linux)."""
        processes = ["self", *_children()]
        pages = 0
        for process in processes:
            try:
                pages += int(Path(f"/proc/{process}/statm").read_text().split()[1])
            except OSError:
                continue
        return pages * resource.getpagesize() / 2**20


def _children() -> list[str]:
    """Children that open sheets; the database is nobody's child here."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
            if int(fields[1]) == os.getpid() and b"child.py" in path.with_name("cmdline").read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


def main() -> int:
    with database():
        figures = run()
    print(orjson.dumps(figures, option=orjson.OPT_INDENT_2).decode())
    return 0 if figures["ratio"] >= 5 and figures["memory_above_start_mb"] <= 300 else 1


if __name__ == "__main__":
    raise SystemExit(main())
