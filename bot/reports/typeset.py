"""Sets a page as a PDF with typst, and a Chinese font that comes as a package, so that the system needs none."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec


def typeset(template: Path, content: Mapping[str, Any]) -> bytes:
    """The PDF of a template that reads its words from `sys.inputs.content`, as JSON."""
    import manimgx_fonts_cjk  # type: ignore[import-untyped]
    import typst

    return typst.compile(
        template.read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[Path(manimgx_fonts_cjk.__file__).parent]),
        format="pdf",
        sys_inputs={"content": msgspec.json.encode(content).decode()},
    )


def write(path: Path, made: bytes, mode: int = 0o666) -> None:
    """Writes a file as a whole or not at all, with these permissions less the process's mask. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    try:
        half.touch(mode=mode)
        half.write_bytes(made)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
