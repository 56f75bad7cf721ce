"""Refusals as problem documents (RFC 9457), from wherever they come."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared.refusals import (
    Fault,
    InternalFault,
    Invalid,
    Malformed,
    MethodNotAllowed,
    NotFound,
    Refusal,
    UnsupportedMediaType,
)
from shared.storage.failures import refusal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.routing import Route

log = structlog.get_logger()

MEDIA_TYPE: Final = "application/problem+json"
_FAULTS_FROM: Final = 500
_MOST_FAULTS: Final = 1_000
_LONGEST_STEP: Final = 100
_ADDRESSES: Final = {"query", "path", "header", "cookie"}
TOLD_AS: Final = {"body": "body_code", "register": "register_code"}
"""Path parameters under the names by which a caller is told of them.

A generated client calls the payload `body`, so that no parameter of an operation may be. No field
of a document may be called `register`, which Python's own classes are: so one name serves both.
"""


def problem_document(refusal: Refusal, *, instance: str, request_id: str | None) -> dict[str, Any]:
    """Return the document that tells a caller what was refused, where, and what to do next."""
    return {
        "type": f"/problems/{refusal.code}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "instance": instance,
        "code": refusal.code,
        "request_id": request_id,
        "errors": [fault.as_document() for fault in _bounded(refusal.errors)],
    } | refusal.extra


def _bounded(faults: Sequence[Fault]) -> Sequence[Fault]:
    """Return *faults*, or the first of very many: an answer is no longer for a worse request."""
    if len(faults) <= _MOST_FAULTS:
        return faults
    more = Fault("more_faults", f"Only the first {_MOST_FAULTS} faults are listed.")
    return [*faults[:_MOST_FAULTS], more]


def problem_response(refusal: Refusal, *, instance: str, request_id: str | None) -> Response:
    """Return *refusal* as an answer. It is never cached."""
    document = problem_document(refusal, instance=instance, request_id=request_id)
    return Response(
        json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(),
        refusal.status,
        {"Cache-Control": "private, no-store"} | refusal.headers,
        MEDIA_TYPE,
    )


def faults_of(errors: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """Return Pydantic's errors as faults, without the input that caused them.

    A parameter is told once: of one that may be either of several, there is an error for each.
    """
    faults: list[Fault] = []
    places: dict[str, int] = {}
    for fault in map(_fault, errors):
        if fault.parameter is None:
            faults.append(fault)
            continue
        place = places.setdefault(fault.parameter, len(faults))
        if place == len(faults):
            faults.append(fault)
        elif fault.detail not in faults[place].detail:
            both = f"{faults[place].detail}; or {fault.detail}"
            faults[place] = replace(faults[place], detail=both)
    return faults


def _fault(error: Mapping[str, Any]) -> Fault:
    place, *rest = error.get("loc") or ("body",)
    detail = str(error["msg"]).removeprefix("Value error, ")
    code = str(error["type"])
    if place in _ADDRESSES:
        named = str(rest[0]) if rest else ""  # what follows is Pydantic's, of kinds and validators
        told = TOLD_AS.get(named, named) if place == "path" else named
        return Fault(code, detail, parameter=told)
    path = rest if place == "body" else [place, *rest]
    if path and path[-1] == "[key]":  # so Pydantic marks a key that is at fault itself
        path = path[:-1]
    return Fault(code, detail, pointer="".join(f"/{_escaped(step)}" for step in path))


def _escaped(step: object) -> str:
    """Return a step of a JSON pointer as RFC 6901 writes it, cut short if a name is endless."""
    return str(step)[:_LONGEST_STEP].replace("~", "~0").replace("/", "~1")


def refusal_for(error: Exception) -> Refusal:
    """Return what to answer for any error at all."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, RequestValidationError):
        return Invalid(errors=faults_of(error.errors()))
    if isinstance(error, HTTPException):
        return _http(error)
    return refusal_of(error) or InternalFault()


def _http(error: HTTPException) -> Refusal:
    known: dict[int, type[Refusal]] = {
        400: Malformed,
        404: NotFound,
        405: MethodNotAllowed,
        415: UnsupportedMediaType,
    }
    refusal = known.get(error.status_code, InternalFault)()
    refusal.headers.update(error.headers or {})
    return refusal


def _methods_of(request: Request) -> list[str]:
    """Return every method of the address; the framework knows only the first route's."""
    path = request.scope["path"]
    routes: Sequence[Route] = request.app.state.operations
    methods = {m for route in routes if route.path_regex.match(path) for m in route.methods or ()}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


async def answer_problem(request: Request, error: Exception) -> Response:
    """Answer *error*; log it, if it is a fault of ours."""
    refusal = refusal_for(error)
    request_id = request.scope.get("qd.request_id")
    if isinstance(refusal, MethodNotAllowed):
        refusal.headers["Allow"] = ", ".join(_methods_of(request))
    if refusal.status >= _FAULTS_FROM:
        cause = error if isinstance(refusal, InternalFault) else None
        said = {"request_id": request_id, "path": request.url.path, "status": refusal.status}
        log.warning(refusal.detail, **said, exc_info=cause)
    return problem_response(refusal, instance=request.url.path, request_id=request_id)


def handle_problems(app: FastAPI) -> None:
    """Make *app* answer every refusal, and every other error, as a problem."""
    for kind in (Refusal, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, answer_problem)
