"""The supervisor: what it starts is kept running, and nothing is left behind when it ends, however it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from chancennetz.config import server
from chancennetz.config.runtime import Problem
from chancennetz.config.server import Child
from chancennetz.core import postgres
from tests.config.conftest import Installed

FAMILY = 4  # web master, two web processes, job worker


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_taken_port_is_named(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PORT_SECONDS", 0.0)
    server.check_port(port)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(Problem, match=f"Port {port} cannot be used"):
            server.check_port(port)


def test_a_process_that_dies_young_is_started_again_at_growing_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(server.time, "monotonic", lambda: now)
    said: list[str] = []
    child = Child("job worker", [sys.executable, "-c", "raise SystemExit(3)"])
    pauses = []
    for _ in range(8):
        child.keep_running(said.append)  # starts it: it is due
        assert child.process is not None
        child.process.wait()
        child.keep_running(said.append)  # notices the end
        assert child.process is None
        child.keep_running(said.append)  # too early
        assert child.process is None
        pauses.append(child.pause)
        now += child.pause
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
    assert said[0] == "The job worker ended with code 3; starting it again in 1 s."


class Running:
    """`chancennetz serve` in a process of its own."""

    def __init__(self, place: Installed, port: int) -> None:
        self.place, self.port = place, port
        self.output = place.var / f"serve-{port}.log"
        command = [sys.executable, "-u", "-m", "chancennetz", "serve", "--port", str(port)]
        with self.output.open("w") as file:
            self.process = subprocess.Popen(command, stdout=file, stderr=file, env=place.environment())

    def health(self) -> tuple[int, dict[str, str]]:
        """Return status and content of the probe; status 0 when nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError:
            return 0, {}

    def wait_ready(self, seconds: float) -> None:
        wait_until(lambda: self.process.poll() is not None or "is ready" in self.output.read_text(), seconds)
        assert self.process.poll() is None, self.output.read_text()

    def wait_healthy(self, seconds: float) -> None:
        wait_until(lambda: self.process.poll() is not None or self.health()[0] == 200, seconds)
        assert self.process.poll() is None, self.output.read_text()

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)


@pytest.fixture
def running(installed: Installed, port: int) -> Iterator[Running]:
    server_process = Running(installed, port)
    try:
        server_process.wait_ready(60)
        yield server_process
    finally:
        server_process.process.terminate()
        server_process.process.wait(60)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_everything(running: Running, number: signal.Signals) -> None:
    cluster = postgres.Cluster(running.place.var / "postgres")
    wait_until(lambda: len(running.family()) >= FAMILY, 20)
    family = running.family()
    running.process.send_signal(number)
    assert running.process.wait(60) == 0
    output = running.output.read_text()
    assert f"is ready: http://127.0.0.1:{running.port}/" in output
    assert psutil.wait_procs(family, timeout=5)[1] == []
    assert not postgres.is_running(cluster)


@pytest.mark.slow
def test_killed_web_processes_worker_and_database_come_back(running: Running) -> None:
    cluster = postgres.Cluster(running.place.var / "postgres")
    for victim in running.family():
        victim.kill()
    wait_until(lambda: running.health()[0] != 200, 5)
    running.wait_healthy(20)
    os.kill(int((cluster.data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
    wait_until(lambda: not postgres.is_running(cluster) or running.health()[0] != 200, 5)
    wait_until(lambda: postgres.is_ready(cluster), 20)
    running.wait_healthy(20)
    wait_until(lambda: len(running.family()) >= FAMILY, 20)


@pytest.mark.slow
def test_a_killed_supervisor_leaves_nothing_that_stops_the_next_start(running: Running) -> None:
    family = running.family()
    running.process.kill()
    running.process.wait(10)
    again = Running(running.place, running.port)
    try:
        again.wait_ready(30)  # 5 s on an idle machine; tests share theirs
        assert psutil.wait_procs(family, timeout=5)[1] == []
    finally:
        again.process.terminate()
        again.process.wait(60)


@pytest.mark.slow
def test_a_worker_that_was_killed_gives_its_job_back(running: Running, tmp_path: Path) -> None:
    """A job left in `doing` by a dead worker is taken up again within two minutes by the periodic task."""
    script = tmp_path / "jobs.py"
    script.write_text(
        "from django.db import connection\n"
        "with connection.cursor() as c:\n"
        "    c.execute(\"INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') "
        'RETURNING id")\n'
        "    worker = c.fetchone()[0]\n"
        '    c.execute("INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, attempts) '
        "VALUES ('default', 'config.remove_old_jobs', 'doing', %s, 1) RETURNING id\", [worker])\n"
        "    print(c.fetchone()[0])\n"
    )
    number = int(running.place.done("manage", "shell", "--no-imports", "-c", script.read_text()).split()[-1])
    ask = (
        "from procrastinate.contrib.django.models import ProcrastinateJob; "
        f"print(ProcrastinateJob.objects.get(id={number}).status)"
    )
    wait_until(lambda: "doing" not in running.place.done("manage", "shell", "--no-imports", "-c", ask), 120)
