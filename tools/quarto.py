"For `PYTHONPATH=tools nbdev_docs`, as set in settings.ini: which cells nbdev must run to document the names."

import ast

from nbdev.processors import exec_show_docs

IMPORTS = ast.Import, ast.ImportFrom


class run_exports(exec_show_docs):
    "Run exported cells and cells that only import; nbdev runs every cell with an import, but not those it needs."

    def __call__(self, cell):
        if cell.cell_type != 'code' or not cell.source:
            return
        # nbdev has put its options at the top
        shows = cell.source.lstrip().startswith(('#|', 'show_doc'))
        exported = cell.directives_.keys() & {'export', 'exports', 'exporti'}
        if exported or shows or all(isinstance(o, IMPORTS) for o in cell.parsed_() or [None]):
            super().__call__(cell)
