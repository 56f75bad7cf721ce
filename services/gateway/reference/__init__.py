"""What there is to be found: the merged OpenAPI document, its pages, what a problem means."""
