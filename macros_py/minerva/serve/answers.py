"""What is answered in words: a sentence in each language, an id that the log has too, never a trace."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.responses import Response

from minerva.layout.labels import LANGUAGES, labels
from minerva.problems import Problem

Sentences = dict[str, str]


class NotServed(Exception):
    """A request that is refused: the status, and the label of the sentence that says why, completed by `params`."""

    def __init__(self, status: int, key: str, headers: Mapping[str, str] | None = None, **params: object):
        super().__init__(key)
        self.status = status
        self.headers = dict(headers or {})
        self.said = said(key, **params)


def said(key: str, **params: object) -> Sentences:
    """A label by language."""
    return {language: labels(language)(key, **params) for language in LANGUAGES}


def problem_said(problem: Problem) -> Sentences:
    """What must be changed before a task can run, by language, a line for each detail."""
    lines = ((problem.key, problem.params), *problem.details)
    return {language: "\n".join(_line(language, key, params) for key, params in lines) for language in LANGUAGES}


def _line(language: str, key: str, params: Mapping[str, str]) -> str:
    words = labels(language)
    return words(key, **{name: words(text[1:]) if text.startswith("@") else text for name, text in params.items()})


def json_answer(content: object, status: int = 200) -> Response:
    """An answer for programs."""
    return Response(as_json(content), status, media_type="application/json")


def as_json(content: object) -> bytes:
    """JSON in UTF-8, without spaces."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def error_answer(error: str, sentences: Sentences, status: int, headers: Mapping[str, str]) -> Response:
    """What a refused or failed request is told."""
    content = as_json({"error": error, "message": sentences})
    return Response(content, status, headers=dict(headers), media_type="application/json")
