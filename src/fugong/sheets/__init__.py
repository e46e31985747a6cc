"""Sheets: Excel and CSV in and out.

In: `actions.read(kind=…, file=…, name=…, campaign=…, by=…) -> SheetImport` stages a sheet and says what it would do,
`actions.apply(sheet_import=…, only_good=…, by=…) -> Counts` does it, `actions.discard` doesn't. Large files: `actions.upload`,
`actions.apply_later`. A bare table: `reader.read_table(path or bytes, name, columns=…)`. A room's own kind: `kinds.SheetKind`.
Out: `writer.workbook(Sheet(columns, rows, …))`, `writer.csv_lines`, `writer.download`; `papers.template`, `papers.handed_back`.
"""
