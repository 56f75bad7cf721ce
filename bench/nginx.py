"""nginx in the gateway's place: it forwards to kpi, with a principal, over kept connections."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.lines import find_tool
from bench.principal import HEADER
from bench.suite import free_ports, stop

_CONFIGURATION: Final = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/client;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 10000000;
    upstream kpi {{ server {upstream}; keepalive 64; keepalive_requests 10000000; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://kpi;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header {header} "{token}";
        }}
    }}
}}
"""


@contextmanager
def nginx(folder: Path, upstream: str, token: str) -> Iterator[str]:
    """Run nginx in front of *upstream* (host and port) until the block ends; yield its address."""
    program, port = find_tool("nginx"), free_ports(1)
    folder.mkdir()
    configuration = folder / "nginx.conf"
    text = _CONFIGURATION.format(
        folder=folder, upstream=upstream, port=port, header=HEADER, token=token
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    configuration.write_text(user + text)
    process = subprocess.Popen([program, "-c", str(configuration), "-e", f"{folder}/error.log"])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process)
