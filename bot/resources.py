"""The folders that the product carries as data: catalogues and starter packs."""

from pathlib import Path


def resources(name: str) -> Path:
    """A folder by its path in the project: beside the code, or inside the wheel."""
    beside = Path(__file__).parent.parent / name
    return beside if beside.exists() else Path(__file__).parent / "data" / Path(name).name
