"""The house: what import-linter cannot see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.urls import URLResolver, get_resolver

import chancennetz
from chancennetz.access.models import FamilyFile
from chancennetz.access.protected import InFile
from chancennetz.core import catalogue

SOURCE = Path(chancennetz.__file__).parent
PROJECT = SOURCE.parent.parent
#: Floors from the ground up; rooms on one floor do not know each other.
FLOORS = (
    ("core", "messages"),
    ("ui",),
    ("figures",),
    ("audit", "styleguide"),
    ("organisations", "places", "openinghours", "anonymity"),
    ("access",),
    ("people", "tasks", "documents", "accounts"),
    ("consent", "duplicates"),
    ("consentforms",),
    ("sharing",),
    ("supportmap",),
    ("hsds", "offerediting"),
    ("upkeep",),
    ("takeup",),
    ("mapsearch",),
    ("publicmap",),
    ("monitoring",),
    ("casework",),
    ("participation",),
    ("plans", "caseopening"),
    ("contacts", "handovers", "planversions"),
    ("closure",),
    ("assessments", "referrals", "conferences", "caseload"),
    ("formeditor", "resourcemap", "moderation"),
    ("dossier", "retention"),
    ("portal", "demo"),
    ("config",),
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
#: Tables with personal data that lie outside of files, with the reason why they need no policy.
WITHOUT_POLICY = {
    "access_user": "staff; read at every sign-in, before anybody acts",
    "access_formtoken": "random tokens of forms, no content",
    "audit_auditentry": "append-only; opened by decide() for control and for the lead of a file",
}


def _room(module: str) -> str:
    return module.split(".")[1] if module.startswith("chancennetz.") else ""


def _may_know(room: str, other: str) -> bool:
    return room == other or FLOOR[other] < FLOOR[room]


def _own_models() -> Iterator[type[models.Model]]:
    return catalogue.own_models()


def test_every_room_stands_on_a_floor() -> None:
    rooms = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert rooms == set(FLOOR)


def _imported(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (room, module) for everything of the platform that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("chancennetz"):
            _platform, *parts = (node.module or "").split(".")
            for names in [parts] if len(parts) > 1 else [[*parts, alias.name] for alias in node.names]:
                if len(names) > 1:
                    yield names[0], names[1]


def test_pages_of_a_room_are_its_own() -> None:
    wrong = []
    for path in SOURCE.rglob("*.py"):
        room = path.relative_to(SOURCE).parts[0]
        for other, module in _imported(path):
            if room not in {other, "config"} and module.partition("_")[0] in {"views", "forms", "exports", "urls"}:
                wrong.append(f"{path.relative_to(SOURCE)} uses {other}.{module}")
    assert wrong == []


def test_relations_between_tables_run_downwards() -> None:
    wrong = []
    for model in _own_models():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey | models.ManyToManyField):
                continue
            target = field.related_model
            if target.__module__.startswith("chancennetz.") and not _may_know(
                _room(model.__module__), _room(target.__module__)
            ):
                wrong.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert wrong == []


def test_relations_across_rooms_leave_no_accessor_behind() -> None:
    wrong = []
    for model in _own_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is not None:
                crosses = _room(model.__module__) != _room(field.related_model.__module__)
                if crosses and field.remote_field.related_name != "+":
                    wrong.append(f"{model._meta.label}.{field.name}")
    assert wrong == []


def test_migrations_depend_downwards() -> None:
    loader = MigrationLoader(connection=None)
    wrong = []
    for (app, name), migration in loader.disk_migrations.items():
        if app not in FLOOR:
            continue
        for other, _needed in migration.dependencies:
            if other in FLOOR and not _may_know(app, other):
                wrong.append(f"{app}.{name} -> {other}")
    assert wrong == []


def test_templates_include_and_extend_downwards() -> None:
    used = re.compile(r"{%\s*(?:include|extends)\s+[\"'](\w+)/")
    wrong = []
    for path in SOURCE.glob("*/templates/**/*.html"):
        room = path.relative_to(SOURCE).parts[0]
        others = [other for other in used.findall(path.read_text(encoding="utf-8")) if other in FLOOR]
        wrong += [f"{path.relative_to(SOURCE)} uses {other}" for other in others if not _may_know(room, other)]
    assert wrong == []


def test_pages_carry_no_inline_script_style_or_handler() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=\"", re.IGNORECASE)
    wrong = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.glob("*/templates/**/*.html")
        if inline.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


@pytest.mark.django_db
def test_every_table_with_a_file_or_personal_data_has_its_policy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        protected = {row[0] for row in cursor.fetchall()}
    personal = {
        apps.get_model(entry.model)._meta.db_table
        for entry in catalogue.all_entries()
        if entry.protection not in {catalogue.Protection.OPEN, catalogue.Protection.SECRET}
    }
    in_files = {model._meta.db_table for model in _own_models() if issubclass(model, InFile | FamilyFile)}
    assert (personal | in_files) - protected == set(WITHOUT_POLICY)


def test_only_protected_models_point_into_files() -> None:
    for model in _own_models():
        for field in model._meta.local_fields:
            if field.related_model is FamilyFile and model._meta.label != "access.Relation":
                manager = model._default_manager
                assert hasattr(manager._queryset_class, "visible_to"), model._meta.label


def test_every_name_of_the_field_stands_in_the_glossary() -> None:
    glossary = (PROJECT / "GLOSSARY.md").read_text(encoding="utf-8")
    known = set(re.findall(r"`(\w+)`", glossary))
    names = {model.__name__ for model in _own_models()}
    for path in SOURCE.glob("*/constants.py"):
        text = path.read_text(encoding="utf-8")
        names |= set(re.findall(r"^class (\w+)\(models\.TextChoices\)", text, re.MULTILINE))
    assert sorted(names - known) == []


def test_code_carries_no_machine_path_and_no_package_index() -> None:
    forbidden = re.compile(r"/work/|/root/|/tmp/bash|pypi\.org|files\.pythonhosted|registry\.npmjs")
    files = [*PROJECT.glob("src/**/*.py"), *PROJECT.glob("*.lock"), PROJECT / "start", PROJECT / "test"]
    wrong = [str(path) for path in files if forbidden.search(path.read_text(encoding="utf-8"))]
    assert wrong == []


def _route_names() -> set[str]:
    """Return the names of all addresses, with their room before the colon."""
    found: set[str] = set()
    waiting: list[tuple[str, URLResolver]] = [("", get_resolver())]
    while waiting:
        room, resolver = waiting.pop()
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                waiting.append((f"{pattern.namespace}:" if pattern.namespace else room, pattern))
            elif pattern.name:
                found.add(room + pattern.name)
    return found


def test_templates_name_addresses_that_exist() -> None:
    """`{% url ... as name %}` is silent when there is no such address: the link would lead nowhere."""
    used = re.compile(r"{%\s*url\s+[\"']([\w:]+)[\"']")
    names = _route_names()
    wrong = []
    for path in SOURCE.glob("*/templates/**/*.html"):
        unknown = set(used.findall(path.read_text(encoding="utf-8"))) - names
        wrong += [f"{path.relative_to(SOURCE)}: {name}" for name in sorted(unknown)]
    assert wrong == []
