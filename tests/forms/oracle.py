"""JavaRosa, ODK's reference engine, asked what expressions mean; it is found in pyxform's own jar, and needs a JDK.

`python -m tests.forms.oracle` writes its answers to the expressions of javarosa.tsv anew.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

import pyxform  # type: ignore[import-untyped]
from pyxform.xls2xform import convert  # type: ignore[import-untyped]

HERE = Path(__file__).parent
RECORDED = HERE / "javarosa.tsv"
WORKBOOK = HERE / "workbooks" / "oracle.md"

ANSWERS = {
    "/data/n": 5, "/data/dec": 2.5, "/data/d": "2026-11-24", "/data/s": "房 屋", "/data/one": "b",
    "/data/m": ["a", "c"], "/data/g": {"latitude": 35.7, "longitude": 107.6, "accuracy": 5}, "/data/group/inner": 7,
    "/data/member[1]": True, "/data/member[1]/name": "王", "/data/member[1]/age": 70,
    "/data/member[1]/ill[1]": True, "/data/member[1]/ill[1]/what": "x",
    "/data/member[2]": True, "/data/member[2]/name": "李", "/data/member[2]/age": 9,
    "/data/member[2]/ill[1]": True, "/data/member[2]/ill[1]/what": "y",
    "/data/member[2]/ill[2]": True, "/data/member[2]/ill[2]/what": "z",
}  # fmt: skip
MEMBERS = (
    "<member><name>王</name><age>70</age><ill><what>x</what></ill></member>"
    "<member><name>李</name><age>9</age><ill><what>y</what></ill><ill><what>z</what></ill></member>"
)
FILLED = {
    "<n/>": "<n>5</n>", "<dec/>": "<dec>2.5</dec>", "<d/>": "<d>2026-11-24</d>",
    "<s/>": "<s>房 屋</s>", "<one/>": "<one>b</one>", "<m/>": "<m>a c</m>",
    "<g/>": "<g>35.7 107.6 0 5</g>", "<inner/>": "<inner>7</inner>",
    "<member><name/><age/><ill><what/></ill></member>": MEMBERS,
}  # fmt: skip


def available() -> bool:
    """Whether there is a JDK to ask."""
    return shutil.which("java") is not None and shutil.which("javac") is not None


def xform() -> str:
    """The oracle's form, with its answers in place."""
    text: str = convert(WORKBOOK.read_text("utf-8"), file_type=".md").xform
    for empty, filled in FILLED.items():
        assert empty in text, empty
        text = text.replace(empty, filled, 1)
    return text


def asked(expressions: list[str]) -> list[str]:
    """What JavaRosa says to each: "Double:12.0", or "ERR" and its exception."""
    jar = next(Path(pyxform.__file__).parent.rglob("ODK_Validate.jar"))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(HERE / "JavaRosaOracle.java", folder)
        subprocess.run(["javac", "-cp", str(jar), "JavaRosaOracle.java"], cwd=folder, check=True, capture_output=True)
        Path(folder, "form.xml").write_text(xform(), "utf-8")
        command = ["java", "-Duser.timezone=Asia/Shanghai", "-cp", f"{jar}:.", "JavaRosaOracle", "form.xml"]
        made = subprocess.run(
            command,
            cwd=folder,
            input="\n".join(expressions) + "\n",
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
        )
    return _results(expressions, made.stdout)


def _results(expressions: list[str], printed: str) -> list[str]:
    results = dict.fromkeys(expressions, "")
    for line in printed.splitlines():
        expression, tab, result = line.partition("\t")
        if tab and expression in results:
            results[expression] = "ERR" if result.startswith("ERR") else result
    return [results[expression] for expression in expressions]


def recorded() -> list[tuple[str, str]]:
    """The expressions, and what JavaRosa said to them."""
    lines = RECORDED.read_text("utf-8").splitlines()
    return [(line.partition("\t")[0], line.partition("\t")[2]) for line in lines if line]


def main() -> None:
    expressions = [expression for expression, _ in recorded()]
    lines = [f"{expression}\t{result}\n" for expression, result in zip(expressions, asked(expressions), strict=True)]
    RECORDED.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
