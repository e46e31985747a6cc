"""Long work on sheets, and tidying up after it."""

from django.utils.translation import override
from procrastinate.contrib.django import app

from fugong.core.errors import Refused


@app.task(queue="sheets", pass_context=False)
def read_upload(import_id: int) -> None:
    """Reads a large file that was uploaded."""
    from fugong.sheets import actions
    from fugong.sheets.models import ImportState, SheetImport

    found = SheetImport.objects.select_related("campaign__jurisdiction", "by").filter(pk=import_id).first()
    if found is not None and found.state == ImportState.READING:
        actions.read_uploaded(sheet_import=found)


@app.task(queue="sheets")
def apply_import(import_id: int, only_good: bool) -> None:
    """Applies a large import; what refuses it is kept with it, and it can be tried again."""
    from fugong.sheets import actions
    from fugong.sheets.models import ImportState, SheetImport

    found = SheetImport.objects.select_related("campaign__jurisdiction", "by").filter(pk=import_id).first()
    if found is None or found.state != ImportState.APPLYING:
        return
    try:
        with override(found.by.language if found.by else None):
            actions.apply(sheet_import=found, only_good=only_good, by=found.by)
    except Refused as refused:
        SheetImport.objects.filter(pk=import_id).update(state=ImportState.READ, failure=refused.message)


@app.periodic(cron="17 3 * * *")
@app.task(queue="sheets", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every night: staged rows that are a week old."""
    from fugong.sheets import actions

    actions.sweep()
