"""Password hashing, tuned so that two hundred logins in a morning do not stop the server."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class TunedArgon2(Argon2PasswordHasher):
    """Argon2id above OWASP's minimum (19 MiB, two passes), about 75 ms on a small server core."""

    time_cost = 3
    memory_cost = 32 * 1024
    parallelism = 1
