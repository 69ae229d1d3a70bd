"""Forms compiled once a process: reading a pack, loading it and asking by it take the same one."""

from functools import lru_cache

from bot.forms.model import Form
from bot.forms.xlsform import compile_form


@lru_cache(maxsize=64)
def compiled_form(name: str, source: bytes) -> Form:
    """The form in a workbook whose file is called `name`; raises FormErrors as compile_form does."""
    return compile_form(source, name)
