"""The functions for cells as Excel knows them: STATUS, REFERENCE, BUDGET and FIGURE, after the MINERVA of the manifest.

Only decorated here; what they do is in `cell_functions`. The import raises where xlwings finds no key in the
environment. Excel remembers what they gave: the same arguments always give the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import ModuleType

from xlwings.server import arg, func

from minerva.layout.labels import bilingual
from minerva.serve import cell_functions
from minerva.serve.cell_functions import Range

NAMES = ("status", "reference", "budget", "figure")


def _in_cells(function: Callable[..., Range]) -> Callable[..., Range]:
    """A function as Excel calls it: ranges in, our labels beside it."""

    @wraps(function)
    def called(*ranges: Range | None) -> Range:
        return function(*ranges)

    called.__doc__ = bilingual(f"function.{function.__name__}", " / ")
    for name in [name for name in function.__annotations__ if name != "return"]:
        doc = bilingual(f"function.argument.{name}", " / ")
        called = arg(name, list, ndim=2, err_to_str=True, doc=doc)(called)
    return func(cache=True)(called)


functions = ModuleType("minerva_functions")
"""The decorated functions, as xlwings looks for them."""
for _name in NAMES:
    setattr(functions, _name, _in_cells(getattr(cell_functions, _name)))
