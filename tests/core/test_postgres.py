"""The embedded server: started once, shared, stopped by the last one, repaired after a kill."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings

from chancennetz.core import postgres
from chancennetz.core.postgres import Cluster, PostgresProblem

PASSWORD = "superuser-of-a-test"


@pytest.fixture(scope="module")
def made() -> Iterator[Cluster]:
    """A cluster of this module's own, with full durability."""
    folder = Path(tempfile.mkdtemp(dir=settings.VAR, prefix="pg-"))
    cluster = Cluster(folder)
    postgres.attach(cluster, superuser_password=PASSWORD).close()
    yield cluster
    shutil.rmtree(folder)


@pytest.fixture
def cluster(made: Cluster) -> Iterator[Cluster]:
    """The cluster at rest; whatever the test leaves running is stopped."""
    yield made
    postgres.attach(made, superuser_password=PASSWORD).close()
    assert not postgres.is_running(made)


def connect(cluster: Cluster) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(cluster.dsn(user="postgres", password=PASSWORD, database="postgres"), autocommit=True)


def setting(connection: psycopg.Connection[tuple[object, ...]], name: str) -> object:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    return row[0] if row else None


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def test_durable_checked_local_and_utf8(cluster: Cluster) -> None:
    with postgres.attach(cluster, superuser_password=PASSWORD), connect(cluster) as connection:
        found = {
            name: setting(connection, name)
            for name in (
                "fsync", "full_page_writes", "synchronous_commit", "data_checksums", "listen_addresses",
                "server_encoding", "password_encryption", "log_statement",
            )
        }  # fmt: skip
        locale = connection.execute("SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'postgres'")
        assert locale.fetchone() == ("b", "C.UTF-8")
        assert connection.info.server_version // 10000 == 18
    assert found == {
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "data_checksums": "on",
        "listen_addresses": "",
        "server_encoding": "UTF8",
        "password_encryption": "scram-sha-256",
        "log_statement": "none",
    }


def test_nobody_enters_without_the_password(cluster: Cluster) -> None:
    with postgres.attach(cluster, superuser_password=PASSWORD):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(cluster.dsn(user="postgres", password="guess", database="postgres"))
        for folder in (cluster.data, cluster.socket_folder, cluster.log.parent):
            assert folder.stat().st_mode & 0o077 == 0


def test_the_last_one_stops_the_server(cluster: Cluster) -> None:
    first = postgres.attach(cluster, superuser_password=PASSWORD)
    second = postgres.attach(cluster, superuser_password=PASSWORD)
    first.close()
    assert postgres.is_ready(cluster)
    second.close()
    assert not postgres.is_running(cluster)
    second.close()  # a second time does nothing


def test_another_process_keeps_it_running_and_a_killed_one_does_not(cluster: Cluster) -> None:
    script = (
        "import sys, time; from pathlib import Path; from chancennetz.core import postgres;"
        f"a = postgres.attach(postgres.Cluster(Path(sys.argv[1])), superuser_password='{PASSWORD}');"
        "print('attached', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", script, str(cluster.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "attached\n"
        ours = postgres.attach(cluster, superuser_password=PASSWORD)
        ours.close()
        assert postgres.is_ready(cluster)
        other.kill()
    assert postgres.is_ready(cluster)  # nobody was left to stop it
    postgres.attach(cluster, superuser_password=PASSWORD).close()
    assert not postgres.is_running(cluster)


def test_committed_rows_survive_the_kill_of_all_processes(cluster: Cluster) -> None:
    attachment = postgres.attach(cluster, superuser_password=PASSWORD)
    with connect(cluster) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    server = psutil.Process(postmaster(cluster))
    family = [server, *server.children(recursive=True)]
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(family, timeout=5)
    assert not postgres.is_running(cluster)
    assert (cluster.data / "postmaster.pid").exists()
    attachment.close()
    with postgres.attach(cluster, superuser_password=PASSWORD), connect(cluster) as connection:
        row = connection.execute("SELECT count(*), sum(number) FROM kept").fetchone()
    assert row == (1000, 500_500)


@pytest.mark.slow
def test_backends_that_outlive_their_server_are_ended(cluster: Cluster) -> None:
    attachment = postgres.attach(cluster, superuser_password=PASSWORD)
    with connect(cluster) as connection:
        orphan = psutil.Process(connection.info.backend_pid)
        orphan.suspend()  # as busy as a process can be: it does not notice the end of its server
        server = psutil.Process(postmaster(cluster))
        server.kill()
        psutil.wait_procs([server], timeout=5)
        attachment.close()
        with postgres.attach(cluster, superuser_password=PASSWORD), connect(cluster) as fresh:
            assert setting(fresh, "fsync") == "on"
        psutil.wait_procs([orphan], timeout=5)
        assert not orphan.is_running()


def test_a_lock_file_that_names_another_program_is_no_obstacle(cluster: Cluster) -> None:
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n1\n5432\n\n\n\nready\n")
    assert not postgres.is_ready(cluster)
    with postgres.attach(cluster, superuser_password=PASSWORD):
        assert postmaster(cluster) != os.getpid()


def test_two_servers_side_by_side(cluster: Cluster) -> None:
    folder = Path(tempfile.mkdtemp(dir=settings.VAR, prefix="pg-"))
    try:
        with (
            postgres.attach(cluster, superuser_password=PASSWORD),
            postgres.attach(Cluster(folder), superuser_password=PASSWORD),
            connect(cluster) as one,
            connect(Cluster(folder)) as two,
        ):
            assert setting(one, "data_directory") == str(cluster.data)
            assert setting(two, "data_directory") == str(folder / "data")
    finally:
        shutil.rmtree(folder)


@pytest.mark.slow
def test_a_half_made_data_folder_is_made_anew() -> None:
    folder = Path(tempfile.mkdtemp(dir=settings.VAR, prefix="pg-"))
    try:
        half = folder / "data.new"
        half.mkdir()
        (half / "PG_VERSION").write_text("18\n")
        with postgres.attach(Cluster(folder), superuser_password=PASSWORD), connect(Cluster(folder)) as connection:
            assert setting(connection, "fsync") == "on"
        assert not half.exists()
    finally:
        shutil.rmtree(folder)


def test_another_major_version_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(PostgresProblem, match="made by PostgreSQL 16, this version runs 18"):
        postgres.attach(Cluster(tmp_path), superuser_password=PASSWORD)


def test_a_server_that_cannot_start_says_why(cluster: Cluster) -> None:
    broken = Cluster(cluster.folder, configuration={"shared_buffers": "'nonsense'"})
    with pytest.raises(PostgresProblem, match="shared_buffers"):
        postgres.attach(broken, superuser_password=PASSWORD)


def test_a_long_path_gets_a_short_private_socket_folder() -> None:
    cluster = Cluster(Path("/srv") / ("x" * 90))
    assert len(str(cluster.socket_folder / ".s.PGSQL.5432")) < 107
    assert cluster.socket_folder != Cluster(Path("/srv") / ("y" * 90)).socket_folder
    assert Cluster(Path("/srv/short")).socket_folder == Path("/srv/short/socket")


@pytest.mark.slow
def test_no_acknowledged_row_is_lost_and_no_half_transaction_stays(cluster: Cluster) -> None:
    """Ten kills while rows are written in pairs: what was acknowledged is there, and pairs are whole."""
    chance = random.Random(13)
    acknowledged: list[int] = []
    with postgres.attach(cluster, superuser_password=PASSWORD), connect(cluster) as connection:
        connection.execute("DROP TABLE IF EXISTS pair")
        connection.execute("CREATE TABLE pair (number int, half int, PRIMARY KEY (number, half))")

    def write(first: int) -> None:
        with contextlib.suppress(psycopg.OperationalError), connect(cluster) as connection:
            for number in itertools.count(first):
                with connection.transaction():
                    connection.execute("INSERT INTO pair VALUES (%s, 1)", [number])
                    connection.execute("INSERT INTO pair VALUES (%s, 2)", [number])
                acknowledged.append(number)

    for kill in range(10):
        attachment = postgres.attach(cluster, superuser_password=PASSWORD)
        writer = threading.Thread(target=write, args=[kill * 1_000_000])
        writer.start()
        threading.Event().wait(chance.uniform(0.05, 0.3))
        server = psutil.Process(postmaster(cluster))
        family = [server, *server.children(recursive=True)]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=5)
        writer.join()
        attachment.close()
    with postgres.attach(cluster, superuser_password=PASSWORD), connect(cluster) as connection:
        whole = connection.execute("SELECT number FROM pair GROUP BY number HAVING count(*) = 2").fetchall()
        halves = connection.execute("SELECT number FROM pair GROUP BY number HAVING count(*) <> 2").fetchall()
    assert len(acknowledged) > 10
    assert set(acknowledged) - {number for (number,) in whole} == set()
    assert halves == []
