"""A suite in memory, with as much of the public API as the loader uses."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

ADMIN: Final = "qd_live_admin"
PAGE: Final = 2
"""Items on a page: few, so that a reader who ignores the cursor misses some."""

Figure = tuple[str, str, str]


@dataclass
class StandIn:
    """Remembers what it was sent; `http` calls it."""

    definitions: dict[str, Any] = field(default_factory=dict)
    figures: dict[Figure, dict[str, Any]] = field(default_factory=dict)
    clients: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept: dict[tuple[str, str], bytes] = field(default_factory=dict)
    reviews: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    positions: dict[str, dict[str, Any]] = field(default_factory=dict)
    completed: dict[str, dict[str, Any]] = field(default_factory=dict)
    reopened: set[str] = field(default_factory=set)
    faulty: set[Figure] = field(default_factory=set)
    """Figures that are refused whatever they say."""

    @property
    def http(self) -> httpx.Client:
        """A client whose every request comes here."""
        return httpx.Client(base_url="http://suite", transport=httpx.MockTransport(self.answer))

    def forget_idempotency_keys(self) -> None:
        """Let a day pass."""
        self.kept.clear()

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer as the gateway and kpi would."""
        caller = self._caller(request)
        path = request.url.path
        if caller is None:
            return httpx.Response(401, json={"detail": "The caller is not known."})
        if request.method == "PUT":
            return self._create(path, caller, json.loads(request.content), request.headers)
        if request.method == "GET":
            start = int(request.url.params.get("cursor", "0"))
            end = start + PAGE if start + PAGE < len(self.clients) else None
            items = self.clients[start : start + PAGE]
            if path.endswith("/reviews"):
                items, end = self.reviews.get(path, []), None
            elif path.startswith("/v1/projects/"):
                return self._read_plan(path, request.url.params.get("period"))
            return httpx.Response(200, json={"items": items, "next_cursor": end and str(end)})
        keep_as = (caller["id"], request.headers["Idempotency-Key"])
        if keep_as in self.kept:
            replayed = {"Idempotent-Replayed": "true"}
            return httpx.Response(201, content=self.kept[keep_as], headers=replayed)
        answer = self._post(path, caller, request)
        if answer.is_success:
            self.kept[keep_as] = answer.content
        return answer

    def _caller(self, request: httpx.Request) -> dict[str, Any] | None:
        key = request.headers["Authorization"].removeprefix("Bearer ")
        if key == ADMIN:
            scopes = ("clients:manage", "kpi:define")
            return {"id": "admin", "grants": {scope: ["operator"] for scope in scopes}}
        return self.keys.get(key)

    def _create(
        self, path: str, caller: dict[str, Any], document: dict[str, Any], headers: httpx.Headers
    ) -> httpx.Response:
        of_body = {
            "/v1/kpi/bodies/": "kpi:target",
            "/v1/risk/bodies/": "risk:write",
            "/v1/projects/bodies/": "projects:write",
        }
        own = [scope for start, scope in of_body.items() if path.startswith(start)]
        scope, body = (own[0], path.split("/")[4]) if own else ("kpi:define", "operator")
        if body not in caller["grants"].get(scope, []):
            return httpx.Response(403, json={"detail": f"Needs {scope} on {body}.", "errors": []})
        if path in self.definitions and headers["If-None-Match"] == "*":
            return httpx.Response(412, json={"detail": "It is there already.", "errors": []})
        self.definitions[path] = document
        return httpx.Response(201, json=document)

    def _read_plan(self, path: str, period: str | None) -> httpx.Response:
        """Answer a milestone, or how each item of a plan stands in a period."""
        if period is None:
            state = "complete" if path in self.completed.keys() - self.reopened else "open"
            why = "It was not." if path in self.reopened else None
            document = {**self.definitions[path], "state": state, "state_reason": why}
            return httpx.Response(200, json=document, headers={"ETag": f'"{state}"'})
        plan = path.removesuffix("/positions")
        items = [
            {
                "item": at.rpartition("/")[2],
                "missing": f"{at}/positions?{period}" not in self.positions,
            }
            for at in self.definitions
            if at.startswith(f"{plan}/items/") and at.count("/") == plan.count("/") + 2
        ]
        return httpx.Response(200, json={"items": items})

    def _post(self, path: str, caller: dict[str, Any], request: httpx.Request) -> httpx.Response:
        if path == "/v1/kpi/submissions":
            return self._submit(caller, request)
        document = json.loads(request.content)
        if path.endswith("/reviews"):
            self.reviews.setdefault(path, []).append(document)
            return httpx.Response(201, json=document)
        if path.endswith("/positions"):
            self.positions[f"{path}?{document['period']}"] = document
            return httpx.Response(201, json=document)
        if path.endswith("/complete"):
            assert request.headers["If-Match"] == '"open"'
            self.completed[path.removesuffix("/complete")] = document
            return httpx.Response(200, json=document)
        if path == "/v1/clients":
            client = {"id": f"client-{len(self.clients)}", **document}
            self.clients.append(client)
            return httpx.Response(201, json=client)
        client = next(client for client in self.clients if client["id"] == path.split("/")[3])
        secret = f"qd_live_{len(self.keys)}"
        self.keys[secret] = {**client, "key": document}
        return httpx.Response(201, json={**document, "secret": secret})

    def _submit(self, caller: dict[str, Any], request: httpx.Request) -> httpx.Response:
        rows = _rows(request)
        granted = caller["grants"].get("kpi:submit", [])
        if not any(row["body"] in granted for row in rows):
            return httpx.Response(403, json={"detail": "No row's body is granted.", "errors": []})
        is_csv = request.headers["Content-Type"] == "text/csv"
        results = [
            {**self._judge(row), "row": number, "line": number + 1 if is_csv else None}
            for number, row in enumerate(rows, start=1)
        ]
        outcomes = [result["outcome"] for result in results]
        counts = {outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))}
        if set(counts) == {"rejected"}:
            problem = {"detail": "Every row was rejected.", "errors": [], "results": results}
            return httpx.Response(422, json=problem)
        return httpx.Response(201, json={"counts": counts, "results": results})

    def _judge(self, row: dict[str, Any]) -> dict[str, Any]:
        figure = (row["body"], row["indicator"], row["period"])
        problem = None
        if figure in self.faulty:
            problem = {"code": "not_positive", "detail": "Must be positive.", "column": "numerator"}
        elif self.figures.get(figure, row) != row:
            problem = {"code": "reason_missing", "detail": "Say why.", "column": "reason"}
        outcome = "rejected" if problem else "unchanged" if figure in self.figures else "created"
        if problem is None:
            self.figures[figure] = row
        return {
            "indicator": row["indicator"],
            "period": row["period"],
            "outcome": outcome,
            "problems": [{**problem, "severity": "error"}] if problem else [],
        }


def _rows(request: httpx.Request) -> list[dict[str, Any]]:
    """Return a batch's rows; like the suite, want to be told where they are from."""
    if request.headers["Content-Type"] == "text/csv":
        assert request.url.params["source_system"] in {"illustration", "mhclg-quarterly-receipts"}
        return list(csv.DictReader(request.content.decode().splitlines()))
    document = json.loads(request.content)
    assert document["source_system"] == "award-submission"
    return [{"body": document["body"], **figure} for figure in document["figures"]]
