"""How the web processes run. Read by gunicorn; address and number of processes come from the command line."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error, connections

from chancennetz.figures import charts

_log = logging.getLogger(__name__)

worker_class = "gthread"
preload_app = True  # one import for all processes: quicker start, shared memory
timeout = 90
graceful_timeout = 15
keepalive = 5
max_requests = 20_000  # a leak, wherever it may be, stays small
max_requests_jitter = 2_000
limit_request_line = 8190  # its most: a question that long gets an answer of ours, which says what is wrong
accesslog = None  # addresses of pages are in the read log, with their reader
errorlog = "-"
logconfig_dict = settings.LOGGING | {
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}}
}
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - heartbeats, not on a disk
forwarded_allow_ips = "127.0.0.1,::1"
proc_name = "chancennetz"


def post_fork(server: Any, worker: Any) -> None:
    """Give each process connections of its own; wake its chart engine, read the map beside the first requests."""
    del server, worker
    connections.close_all()
    threading.Thread(target=charts.warm_up, name="chart warm-up", daemon=True).start()
    threading.Thread(target=_read_map, name="map warm-up", daemon=True).start()


def _read_map() -> None:
    """Read the offers of the public map, so that nobody waits for it."""
    from chancennetz.mapsearch.directory import shelf  # gunicorn reads this file before the rooms are there

    try:
        shelf.current()
    except Error:
        _log.warning("the offers of the map cannot be read yet")
    finally:
        connections.close_all()
