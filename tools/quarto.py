"For `PYTHONPATH=tools nbdev_docs`, named in settings.ini: what nbdev must run of a notebook to show its names."

import ast

from nbdev.processors import exec_show_docs

IMPORTS = ast.Import, ast.ImportFrom


class run_exports(exec_show_docs):
    "Run exported cells and mere imports; nbdev would run every cell with an import, without those that it needs."

    def __call__(self, cell):
        if cell.cell_type != 'code' or not cell.source:
            return
        # nbdev has put its options above
        shows = cell.source.lstrip().startswith(('#|', 'show_doc'))
        exported = cell.directives_.keys() & {'export', 'exports', 'exporti'}
        if exported or shows or all(isinstance(o, IMPORTS) for o in cell.parsed_() or [None]):
            super().__call__(cell)
