"""`chancennetz retention ...`"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from chancennetz.access.context import working_as
from chancennetz.core.actor import system_actor
from chancennetz.retention import actions, queries, rules
from chancennetz.retention.models import Proposal

_FORMAT = click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print the result."
)


@click.group()
def group() -> None:
    """Periods and deletion with proof.

    Example: chancennetz retention due
    """


def _as_dict(proposal: Proposal, held: bool) -> dict[str, object]:
    return {
        "file": proposal.number,
        "organisation": str(proposal.organisation),
        "kind": proposal.kind,
        "state": proposal.state,
        "event_on": proposal.anchor_on.isoformat() if proposal.anchor_on else None,
        "due_since": proposal.due_since.isoformat() if proposal.due_since else None,
        "rows": sum(proposal.counts.values()),
        "held": held,
    }


@group.command()
@_FORMAT
def due(output: str) -> None:
    """Look which files have to be deleted, propose them, and list all proposals. Nothing is deleted.

    The job worker does the same every night.

    Example: chancennetz retention due --format json
    """
    with working_as(system_actor()) as by:
        actions.propose_due(by=by)
        found = list(queries.proposals())
        held = queries.holds(one.file_id for one in found)
        rows = [_as_dict(one, one.file_id in held) for one in found]
    if output == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        hold = ", held" if row["held"] else ""
        since = f"due since {row['due_since']}" if row["due_since"] else "asked for"
        click.echo(f"{row['file']}  {since}  {row['rows']} rows  {row['state']}{hold}")
    click.echo(f"{len(rows)} proposals.")


@group.command()
@click.option("--now", is_flag=True, help="Check all certificates, not only those older than thirty days.")
@_FORMAT
def check(now: bool, output: str) -> None:
    """Look whether anything is left of what was deleted, and whether anything came back with an old backup.

    Exit code 1 when something is found. The job worker does this every night for deletions thirty days ago.

    Example: chancennetz retention check --now
    """
    with working_as(system_actor()) as by:
        checks = actions.check_again(by=by, everything=now)
        back = queries.returned()
    left = [one for one in checks if not one.is_clean]
    if output == "json":
        found = {one.certificate.number: one.findings for one in left}
        click.echo(json.dumps({"checked": len(checks), "left": found, "returned": back}))
    else:
        for one in left:
            click.echo(f"Certificate {one.certificate.number}: still found in {', '.join(sorted(one.findings))}.")
        for number in back:
            click.echo(f"Certificate {number}: what was deleted is there again (a backup?). Delete it anew.")
        click.echo(f"{len(checks)} certificates checked, {len(left) + len(back)} with findings.")
    sys.exit(1 if left or back else 0)


@group.command()
@click.argument("certificate", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(certificate: Path) -> None:
    """Check a certificate that was saved as JSON: signed here, and not changed since. Exit code 1 otherwise.

    Example: chancennetz retention verify loeschnachweis-7.json
    """
    try:
        said = rules.read_certificate(certificate.read_text(encoding="utf-8"), queries.public_key())
    except (rules.NoCertificate, UnicodeDecodeError) as error:
        click.echo(f"{certificate.name}: {error}.", err=True)
        sys.exit(1)
    rows = sum(said["rows_by_table"].values())
    click.echo(f"Certificate {said['number']} is genuine: {rows} rows deleted on {said['executed_at'][:10]}.")
