"""The files of the xlwings-server client that the task pane loads, path by path; the package itself is never imported.

Its modules are those that its own entry point names, its Office.js what Excel may ask for. Two of them are ours: the
settings, which its application would write into the page, and the messages, which it shows in a window of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from minerva.serve.public import PANE, TYPES, Public

PACKAGE = "xlwings_server"
ENTRY = "custom-scripts/index.js"
CODE = "custom-functions/custom-functions-code.js"
SETTINGS = "config.js"
MESSAGES = "alerts/parent.js"
TRIES = 3
TOO_BUSY = (502, 503, 504)
SECONDS = 15 * 60
_IMPORTED = re.compile(r"""^\s*(?:import|export)?[^;"']*?(?:from|import)\s*["'](\.[^"']+)["']""", re.MULTILINE)
_NOT_NEEDED = ("agaveerrorux", "ariatelemetry", "html2canvas.js", "webauth")


def client_folder() -> Path | None:
    """Where the package has its files, None where it is not installed."""
    spec = find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec is not None else None
    return Path(next(iter(places))) / "static" if places else None


def client_files(folder: Path) -> dict[str, Public]:
    """The client and Office.js by path. Raises OSError where the package is not laid out as it was."""
    own = {SETTINGS: _settings(), MESSAGES: _script(PANE / "messages.js")}
    modules = {name: _script(folder / "js" / name) for name in _modules(folder / "js")}
    office = {f"office-js/{name}": path for name, path in _office_files(folder / "vendor" / "office-js")}
    return {f"/client/{name}": one for name, one in {**modules, **office, **own}.items()}


def functions_code(folder: Path, call: str, names: tuple[str, ...]) -> bytes:
    """The script that Excel runs for functions of these names, each answered at the path `call`.

    None of them streams, all may be remembered, none asks which cell calls.
    """
    code = (folder / "js" / CODE).read_text(encoding="utf-8")
    code = code.replace("placeholder_xlwings_version", version("xlwings"))
    code = code.replace("placeholder_custom_functions_call_path", call)
    return "".join([code, *map(_stub, names)]).encode()


def _stub(name: str) -> str:
    asked = json.dumps({"funcName": name, "isStreaming": False, "isCached": True, "callerScoped": False})
    return f"\nCustomFunctions.associate({json.dumps(name.upper())}, (...given) => base({asked}, ...given));\n"


def _settings() -> Public:
    """What its application writes into the page, as a module."""
    settings = {
        "appPath": "",
        "authProviders": [],
        "customFunctionsMaxRetries": TRIES,
        "customFunctionsRetryCodes": TOO_BUSY,
        "isOfficialLiteAddin": False,
        "onWasm": False,
        "requestTimeout": SECONDS,
        "xlwingsVersion": version("xlwings"),
    }
    code = f"export const config = {json.dumps(settings)};\nglobalThis.config = config;\n"
    return Public(code.encode(), TYPES[".js"])


def _script(path: Path) -> Public:
    return Public(path, TYPES[path.suffix])


def _modules(folder: Path) -> list[str]:
    """The modules that are reached from the entry point, but for those that are ours."""
    found, waiting = [], [ENTRY]
    while waiting:
        name = waiting.pop()
        if name in found or name in (SETTINGS, MESSAGES):
            continue
        found.append(name)
        text = (folder / name).read_text(encoding="utf-8-sig")
        waiting += [_beside(name, other) for other in _IMPORTED.findall(text)]
    return sorted(found)


def _beside(name: str, other: str) -> str:
    """What `other` means in the module `name`. Raises OSError for a path that leads out of the folder."""
    parts: list[str] = list(PurePosixPath(name).parent.parts)
    for part in PurePosixPath(other).parts:
        if part == "..":
            if not parts:
                raise OSError(f"{name}: {other}")
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _office_files(folder: Path) -> Iterator[tuple[str, Public]]:
    """Office.js and what it loads: for each way to run Excel a file, for each language its words."""
    distribution = max(folder.glob("*/dist"), default=None)
    if distribution is None:
        raise OSError(str(folder))
    for path in sorted(distribution.rglob("*.js")):
        name = path.relative_to(distribution)
        if name.parts[0] not in _NOT_NEEDED:
            yield name.as_posix(), _script(path)
