"""The server of a workload: nginx, behind a link if the workload has one."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from .site import PORT
from .workloads import Workload

LINK = Path(__file__).resolve().parents[1] / "link.py"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
CONFIGURATION = """
daemon off; master_process off; user root; pid {work}/nginx.pid; error_log {work}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  sendfile on; tcp_nopush on; keepalive_requests 100000; limit_rate {limit}; {temporary}
  log_format sent $body_bytes_sent;
  server {{ listen {port}; root {work}/site; access_log {log} sent; }}
  server {{ listen unix:{status}; access_log off; location / {{ stub_status; }} }}
}}
"""


class Origin:
    """A running nginx that counts the bytes of the bodies it sends."""

    def __init__(self, work: Path, workload: Workload):
        self.log, self.status = work / "sent", work / "status.sock"
        self.processes: list[subprocess.Popen[bytes]] = []
        inside: list[str] = []
        if workload.link:
            link = self.spawn([sys.executable, str(LINK), *map(str, workload.link)], True)
            if not link.stdout or link.stdout.readline() != b"up\n":
                raise RuntimeError("the link did not come up")
            inside = ["nsenter", "-t", str(link.pid), "-n"]
        configuration = work / "nginx.conf"
        temporary = " ".join(f"{kind}_temp_path {work}/nginx-{kind};" for kind in TEMPORARY)
        values: dict[str, Any] = {"work": work, "log": self.log, "status": self.status}
        values |= {"limit": workload.limit, "temporary": temporary, "port": PORT}
        configuration.write_text(CONFIGURATION.format(**values))
        self.status.unlink(missing_ok=True)
        nginx = self.spawn([*inside, "nginx", "-e", f"{work}/nginx.log", "-c", str(configuration)])
        while not self.status.exists():
            if nginx.poll() is not None:
                raise RuntimeError((work / "nginx.log").read_text())
            time.sleep(0.01)

    def spawn(self, arguments: list[str], piped: bool = False) -> subprocess.Popen[bytes]:
        """A process that ends with this one, however this one ends."""
        bound = ["setpriv", "--pdeathsig", "KILL", *arguments]
        process = subprocess.Popen(bound, stdout=subprocess.PIPE if piped else None)
        self.processes.append(process)
        return process

    def reset(self) -> None:
        self.wait_until_idle()
        os.truncate(self.log, 0)

    def sent(self) -> int:
        self.wait_until_idle()
        return sum(map(int, self.log.read_text().split()))

    def wait_until_idle(self) -> None:
        """A request is logged at its end, so no connection may be left."""
        while True:
            with socket.socket(socket.AF_UNIX) as connection:
                try:
                    connection.connect(str(self.status))
                    connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
                    if b"Active connections: 1 " in connection.recv(4096):
                        return
                except ConnectionRefusedError:
                    pass  # nginx is not up yet
            time.sleep(0.02)

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()
