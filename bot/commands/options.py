"""Options that many commands have, written once."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON")]
Note = Annotated[str, typer.Option(help="Why: it is written down")]
Where = Annotated[str, typer.Option("--area", help="The area's code or path; else everywhere")]
