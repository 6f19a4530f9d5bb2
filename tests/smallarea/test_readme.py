"""The worked examples of the README, run as they stand."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

from click.testing import CliRunner

import smallarea
from smallarea.cli import main

README = Path(smallarea.__file__).with_name("README.md")
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_worked_examples_run_as_they_stand(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runs = results = 0
    for language, info, body in FENCE.findall(README.read_text(encoding="utf-8")):
        options = dict(part.split("=", 1) for part in info.split())
        if "file" in options:
            path = Path(options["file"])
            path.parent.mkdir(exist_ok=True)
            path.write_text(body, encoding="utf-8")
        elif "result" in options:
            with Path(options["result"]).open(encoding="utf-8", newline="") as stream:
                rows = list(csv.DictReader(stream))
            columns = options["columns"].split(",")
            found = [columns, *([row[name] for name in columns] for row in rows)]
            assert found == [line.split(",") for line in body.splitlines()]
            results += 1
        elif language == "console":
            command, *expected = body.splitlines()
            program, *arguments = shlex.split(command.removeprefix("$ "))
            assert program == "smallarea"
            done = CliRunner().invoke(main, arguments)
            assert done.output.splitlines() == expected, command
            assert done.exit_code == int(options.get("exit", 0))
            runs += 1
    assert (runs, results) == (5, 3)
