"""Several OpenAPI documents as one, on documents small enough to merge by hand."""

from __future__ import annotations

import copy
from typing import Any

from services.gateway.reference.merging import merged


def document(
    schemas: dict[str, Any] | None = None, paths: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "a service", "version": "1.0.0"},
        "paths": paths or {},
        "components": {"schemas": schemas or {}},
    }


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def operation(identifier: str, answer: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"operationId": identifier, "responses": {"200": answer or {}}}


def test_each_service_adds_what_lies_under_its_own_part_of_the_address() -> None:
    own = document(paths={"/v1/clients": {"get": operation("list_clients")}, "/readyz": {}})
    kpi = document(
        paths={
            "/v1/kpi/councils": {"get": operation("list_councils")},
            "/v1/kpis": {"get": operation("not_ours")},
            "/readyz": {"get": operation("read_readiness")},
        }
    )

    whole = merged(own, {"kpi": kpi}, title="Quarterday")

    assert sorted(whole["paths"]) == ["/readyz", "/v1/clients", "/v1/kpi/councils"]
    assert whole["paths"]["/readyz"] == {}
    assert whole["info"] == {"title": "Quarterday", "version": "1.0.0"}


def test_equal_components_become_one() -> None:
    problem = {"type": "object"}
    whole = merged(
        document({"Problem": problem}), {"kpi": document({"Problem": dict(problem)})}, title="x"
    )

    assert whole["components"]["schemas"] == {"Problem": problem}


def test_a_component_that_differs_is_renamed_with_all_that_points_to_it() -> None:
    own = document({"Key": {"type": "string"}})
    paths = {"/v1/kpi/x": {"get": operation("read_x", ref("Key"))}}
    kpi = document({"Key": {"type": "integer"}, "Other": {"type": "array"}}, paths)

    whole = merged(own, {"kpi": kpi}, title="x")

    assert whole["components"]["schemas"] == {
        "Key": {"type": "string"},
        "KpiKey": {"type": "integer"},
        "Other": {"type": "array"},
    }
    assert whole["paths"]["/v1/kpi/x"]["get"]["responses"]["200"] == ref("KpiKey")


def test_what_looks_equal_but_points_to_something_else_is_renamed_too() -> None:
    """Both have `Page` of `Item`, but their items differ."""
    page = {"items": ref("Item")}
    own = document({"Page": page, "Item": {"type": "string"}})
    kpi = document({"Page": dict(page), "Item": {"type": "integer"}, "Book": ref("Page")})

    schemas = merged(own, {"kpi": kpi}, title="x")["components"]["schemas"]

    assert schemas["Page"] == {"items": ref("Item")}
    assert schemas["KpiPage"] == {"items": ref("KpiItem")}
    assert schemas["Book"] == ref("KpiPage")


def test_an_operation_id_that_is_taken_is_prefixed() -> None:
    own = document(paths={"/v1/x": {"get": operation("list_things")}})
    kpi = document(paths={"/v1/kpi/x": {"get": operation("list_things")}})
    risk = document(paths={"/v1/risk/x": {"get": operation("list_things")}})

    paths = merged(own, {"kpi": kpi, "risk": risk}, title="x")["paths"]

    assert {path: item["get"]["operationId"] for path, item in paths.items()} == {
        "/v1/x": "list_things",
        "/v1/kpi/x": "kpi_list_things",
        "/v1/risk/x": "risk_list_things",
    }


def test_the_documents_that_are_merged_stay_as_they_were() -> None:
    own = document({"Key": {"type": "string"}})
    kpi = document({"Key": {"type": "integer"}}, {"/v1/kpi/x": {"get": operation("x")}})
    before = copy.deepcopy((own, kpi))

    merged(own, {"kpi": kpi}, title="x")

    assert (own, kpi) == before


def test_what_services_alone_may_ask_is_left_out_with_all_that_it_alone_needs() -> None:
    theirs = operation("receive_signal", ref("Event")) | {"x-scope": "risk:signal"}
    public = operation("read_risk", ref("Risk")) | {"x-scope": "risk:read"}
    risk = document(
        {"Event": ref("Part"), "Part": {}, "Risk": ref("Shared"), "Shared": {}, "Unused": {}},
        {"/v1/risk/signals": {"post": theirs}, "/v1/risk/x": {"get": public}},
    )
    risk["components"]["schemas"]["Event"] = {"allOf": [ref("Part"), ref("Shared")]}
    before = copy.deepcopy(risk)

    whole = merged(document(), {"risk": risk}, title="x")

    assert sorted(whole["paths"]) == ["/v1/risk/x"]
    assert sorted(whole["components"]["schemas"]) == ["Risk", "Shared", "Unused"]
    assert risk == before
