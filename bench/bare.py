"""`python -m bench.bare PORT FILE`: a bare FastAPI route that answers a file's bytes.

It is served as `deploy/local/serving.py` serves: the same loop, the same parser, the same settings.
"""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Response


def create_app(content: bytes) -> FastAPI:
    """Return an app with one route, whatever is asked of it."""
    app = FastAPI(openapi_url=None)

    @app.get("/{path:path}")
    async def answer(path: str) -> Response:  # noqa: ARG001 - every path is answered alike
        return Response(content, media_type="application/json")

    return app


def main(port: int, file: Path) -> None:
    """Serve until told to stop."""
    uvicorn.run(
        create_app(file.read_bytes()),
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=65,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
