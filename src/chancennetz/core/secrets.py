"""Secret files of an installation: passwords of the database roles, Django's key, the backup key, the keyring.

They lie in one folder outside the database and outside its backups, each readable by its owner only. They are made
once, at the first setup. A secret that has been made and is gone is never replaced in silence: data encrypted with it
would be lost without a word.
"""

from __future__ import annotations

import os
import secrets as random
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.core.exceptions import ImproperlyConfigured

from chancennetz.core import keyring

DJANGO_KEY = "django-key"
SUPERUSER_PASSWORD = "password-superuser"  # noqa: S105 - the name of a file
MIGRATOR_PASSWORD = "password-migrator"  # noqa: S105
APP_PASSWORD = "password-app"  # noqa: S105
STATISTICS_PASSWORD = "password-statistics"  # noqa: S105
BACKUP_PRIVATE = "backup-private.pem"
BACKUP_PUBLIC = "backup-public.pem"
INVENTORY = "inventory"

#: The private backup key is meant to be moved off the server, so its absence is no error.
REMOVABLE = {BACKUP_PRIVATE}


class MissingSecret(ImproperlyConfigured):
    """A secret that this installation needs is not there."""


def _password() -> bytes:
    return random.token_urlsafe(32).encode()


RANDOM_TEXTS: dict[str, Callable[[], bytes]] = {
    DJANGO_KEY: lambda: random.token_urlsafe(64).encode(),
    SUPERUSER_PASSWORD: _password,
    MIGRATOR_PASSWORD: _password,
    APP_PASSWORD: _password,
    STATISTICS_PASSWORD: _password,
}
NAMES = (*RANDOM_TEXTS, BACKUP_PRIVATE, BACKUP_PUBLIC, keyring.FILE_NAME)


def write(folder: Path, name: str, content: bytes) -> Path:
    """Write a secret so that it is never readable by others and never half written."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = folder / f".{name}.new"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return temporary.replace(folder / name)


def read(folder: Path, name: str) -> str:
    """Return a secret text. Raises MissingSecret with the cure when it is not there."""
    try:
        return (folder / name).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise MissingSecret(
            f"{folder / name} is missing. On a new installation run `chancennetz setup` (or ./start); "
            "otherwise put the file back from your copy of the secrets folder."
        ) from None
    except PermissionError:
        raise MissingSecret(f"{folder / name} belongs to another user. Run as the user who installed it.") from None


def ensure(folder: Path, *, database_is_new: bool) -> list[str]:
    """Make every secret that has never been made; return the names of the new ones.

    `database_is_new` tells that no data exist yet. Raises MissingSecret when data exist and a secret made for them is
    gone: new keys could not read the old data.
    """
    made_before = _inventory(folder)
    if not folder.is_dir() and not database_is_new:
        raise MissingSecret(
            f"The database holds data, but its secrets folder {folder} is gone. Put it back from your copy; "
            "fresh keys could not read the data."
        )
    lost = [name for name in NAMES if name in made_before - REMOVABLE and not (folder / name).exists()]
    if lost and not database_is_new:
        raise MissingSecret(f"{folder} lacks {', '.join(lost)}. Put the files back from your copy of the folder.")
    made = [name for name in NAMES if not (folder / name).exists() and (name not in made_before or database_is_new)]
    for name, make in RANDOM_TEXTS.items():
        if name in made:
            write(folder, name, make())
    if BACKUP_PUBLIC in made:
        _make_backup_keys(folder)
    keyring.ensure(folder)
    folder.chmod(0o700)
    if made:
        write(folder, INVENTORY, "\n".join(sorted(made_before | set(made))).encode())
    return made


def _inventory(folder: Path) -> set[str]:
    path = folder / INVENTORY
    return set(path.read_text(encoding="utf-8").split()) if path.exists() else set()


def _make_backup_keys(folder: Path) -> None:
    private = X25519PrivateKey.generate()
    write(folder, BACKUP_PRIVATE, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = private.public_key()
    write(folder, BACKUP_PUBLIC, public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
