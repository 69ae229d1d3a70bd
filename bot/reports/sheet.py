"""An item on paper, to be signed: the same typesetting as a bulletin's, with fonts that come as a package."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

TEMPLATE = Path(__file__).parent / "sheet.typ"


def pdf(content: Mapping[str, Any]) -> bytes:
    """The PDF of a sheet whose content is in words already.

    `title`, `number`, `drawn`; `facts`, `answers` and `events` as pairs of words; `result`; `heads` for the three
    parts; `signs` for the fields to sign.
    """
    import manimgx_fonts_cjk  # type: ignore[import-untyped]
    import typst

    return typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[Path(manimgx_fonts_cjk.__file__).parent]),
        format="pdf",
        sys_inputs={"content": msgspec.json.encode(content).decode()},
    )
