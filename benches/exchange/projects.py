#!/usr/bin/env python3
"""Do projects of other programs come in with all that is in their files, and go out again?

    benches/exchange/projects.py [--emic target/release/emic] [--xsd Project-mrt2019.xsd] FILE...

Counts documents, codes, codings, people who coded and variables in each file with Python's own readers, imports it with the real
program and compares; then exports a .qdpx, imports that into an empty project, exports again and compares the bytes. With --xsd
(and xmllint) the export is validated. Where emic has fewer, it must have said so. Ends with 1 where anything differs unsaid.
"""
import argparse, csv, json, pathlib, sqlite3, subprocess, sys, tempfile, zipfile
import xml.etree.ElementTree as ET

KINDS = {"documents": "transcripts", "codes": "codes", "codings": "codings", "people": "coders", "variables": "variables"}


def local(node):
    return node.tag.rsplit("}", 1)[-1]


def of_qdpx(path):
    with zipfile.ZipFile(path) as archive:
        name = next(n for n in archive.namelist() if n.lower().endswith(".qde"))
        root = ET.fromstring(archive.read(name))
    count = lambda *names: sum(local(node) in names for node in root.iter())
    texts = [n for n in root.iter() if local(n) in ("TextSource", "Representation", "TextDescription", "Transcript")]
    used = {ref.get("targetGUID") for v in root.iter() if local(v) == "VariableValue" for ref in v if local(ref) == "VariableRef"}
    return {"documents": len(texts), "codes": count("Code"), "codings": count("Coding"), "people": count("User"), "variables": len(used)}


def of_sqlite(path):
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    one = lambda sql: base.execute(sql).fetchone()[0]
    tables = {name for (name,) in base.execute("SELECT name FROM sqlite_schema")}
    if "highlight_tags" in tables:  # Taguette
        return {"documents": one("SELECT count(*) FROM documents"), "codes": one("SELECT count(*) FROM tags"),
                "codings": one("SELECT count(*) FROM highlight_tags"), "people": one("SELECT count(*) FROM users"), "variables": 0}
    if "code_text" in tables:  # QualCoder
        return {"documents": one("SELECT count(*) FROM source WHERE fulltext IS NOT NULL"),
                "codes": one("SELECT (SELECT count(*) FROM code_name) + (SELECT count(*) FROM code_cat)"),
                "codings": one("SELECT count(*) FROM code_text"), "people": one("SELECT count(DISTINCT owner) FROM code_text"),
                "variables": one("SELECT count(DISTINCT name) FROM attribute WHERE value <> ''")}
    live = lambda table: f"SELECT count(*) FROM {table} WHERE status = 1"  # RQDA
    return {"documents": one(live("source")), "codes": one(live("freecode")) + one(live("codecat")), "codings": one(live("coding")),
            "people": one("SELECT count(DISTINCT owner) FROM coding WHERE status = 1"),
            "variables": one("SELECT count(DISTINCT variable) FROM caseAttr WHERE value <> 'NA'")}


def of_csv(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    column = lambda name: {row[name] for row in rows if row.get(name)}
    return {"documents": len(column("document")), "codes": len(column("tag")), "codings": sum(bool(r.get("document")) for r in rows),
            "people": 0, "variables": 0}


def counted(path):
    if path.suffix == ".csv":
        return of_csv(path)
    return of_qdpx(path) if zipfile.is_zipfile(path) else of_sqlite(path / "data.qda" if path.is_dir() else path)


def check(path, emic, xsd, folder):
    def run(project, *args):
        done = subprocess.run([emic, "-p", f"{folder}/{project}", *args], capture_output=True, text=True)
        return done.stdout if done.returncode == 0 else sys.exit(f"{path.name}: {done.stderr}")

    run("a.emic", "new", f"{folder}/a.emic"), run("b.emic", "new", f"{folder}/b.emic")
    report = json.loads(run("a.emic", "import", str(path), "--study", "s", "--json"))
    wanted, warnings = counted(path), [w for f in report["files"] for w in f["warnings"]]
    problems = []
    for kind, name in KINDS.items():
        has = report["totals"].get(name, 0)
        differs = has != wanted[kind]
        said = any("missing" in w or "no text" in w or "is not in the file" in w for w in warnings)
        print(f"  {kind:10} {wanted[kind]:6} in the file {has:6} in emic" + (("  said" if said else "  NOT SAID") if differs else ""))
        problems += [kind] if differs and not said else []
    run("a.emic", "export", "--format", "qdpx", "-o", f"{folder}/a.qdpx")
    run("b.emic", "import", f"{folder}/a.qdpx", "--study", "s")
    run("b.emic", "export", "--format", "qdpx", "-o", f"{folder}/b.qdpx")
    same = pathlib.Path(folder, "a.qdpx").read_bytes() == pathlib.Path(folder, "b.qdpx").read_bytes()
    print("  out and back:", "the same" if same else "DIFFERENT")
    if xsd:
        with zipfile.ZipFile(f"{folder}/a.qdpx") as archive:
            archive.extract("project.qde", folder)
        valid = subprocess.run(["xmllint", "--noout", "--schema", xsd, f"{folder}/project.qde"], capture_output=True, text=True)
        print("  schema:", "valid" if valid.returncode == 0 else f"INVALID {valid.stderr}")
        problems += ["schema"] if valid.returncode else []
    return problems + ([] if same else ["round trip"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--emic", default="target/release/emic")
    parser.add_argument("--xsd")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    args = parser.parse_args()
    bad = {}
    for path in args.files:
        print(path.name)
        with tempfile.TemporaryDirectory() as folder:
            bad[path.name] = check(path, args.emic, args.xsd, folder)
    bad = {name: problems for name, problems in bad.items() if problems}
    sys.exit(f"differing: {bad}" if bad else 0)


main()
