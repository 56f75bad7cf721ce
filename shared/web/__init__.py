"""HTTP as every service speaks it: layers, routes, problems, pages, formats, OpenAPI."""
