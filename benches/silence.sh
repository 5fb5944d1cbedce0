#!/usr/bin/env bash
# How much uncoded talk gets a code, and what does learning from silence cost? Asserts both bounds.
#
#   cargo build --release
#   benches/silence.sh FULL TEST JUDGE CORPUS...
#
# FULL is a file of all lines of a study, those left uncoded among them ("codes": []); TEST has units of the transcripts to be
# judged on; JUDGE is as for benches/judge_all.sh; the CORPORA are files of coded units of other studies, from which the
# rankers are learnt, so that they have never met this one. Scored twice, once learnt from coded lines alone and once from all.
# Asserted: with silence learnt from, at most 15 % of the uncoded lines get a code, and macro F1 falls by at most 0.03.
#
# From the environment: EMIC, PYTHON, RANKERS (a folder made before by `emic pretrain` from the CORPORA; they may then be left out).
set -euo pipefail

if [ $# -lt 3 ]; then
    sed -n '2,/^set /{/^set /!s/^# \{0,1\}//p;}' "$0" >&2
    exit 2
fi
full=$1 test=$2 judge=$3
shift 3
emic=${EMIC:-${CARGO_TARGET_DIR:-$(dirname "$0")/../target}/release/emic}
python=${PYTHON:-python3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
rankers=${RANKERS:-$scratch/rankers}
if [ ! -d "$rankers" ]; then
    "$emic" pretrain --out "$rankers" "$@" >&2
fi

"$python" - "$full" "$test" "$scratch" <<'PY'
import json, sys
full, test, out = sys.argv[1:]
read = lambda path: [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]
name = lambda unit: unit.get("participant") or unit.get("transcript") or unit.get("doc")
judged = {name(unit) for unit in read(test)}
parts = {"coded": [], "all": [], "judged": []}
for unit in read(full):
    if name(unit) in judged:
        parts["judged"].append(unit)
    else:
        parts["all"].append(unit)
        if unit["codes"]:
            parts["coded"].append(unit)
for part, units in parts.items():
    with open(f"{out}/{part}.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(unit, ensure_ascii=False) + "\n" for unit in units)
PY

echo '| learnt from | model | uncoded lines with a code | macro F1 | micro F1 | recall@3 |'
echo '|---|---|---|---|---|---|'
for model in none shipped; do
    for part in coded all; do
        "$emic" score --rankers "$rankers" --model "$model" --examples "$scratch/$part.jsonl" \
            --out "$scratch/scored.jsonl" "$scratch/judged.jsonl" 2>"$scratch/said" || { cat "$scratch/said" >&2; exit 1; }
        "$python" "$judge" "$scratch/judged.jsonl" "$scratch/scored.jsonl" >"$scratch/$model-$part.json"
        "$python" - "$scratch/$model-$part.json" "$part" "$model" <<'PY'
import json, sys
j = json.load(open(sys.argv[1]))
what = {"coded": "coded lines", "all": "coded and uncoded lines"}[sys.argv[2]]
print(f"| {what} | {sys.argv[3]} | {j['noise']:.3f} | {j['macroF1']:.3f} | {j['microF1']:.3f} | {j['recall@3']:.3f} |")
PY
    done
    "$python" - "$scratch/$model-coded.json" "$scratch/$model-all.json" <<'PY'
import json, sys
coded, everything = (json.load(open(path)) for path in sys.argv[1:])
assert everything["noise"] <= 0.15, f"{everything['noise']} of the uncoded lines get a code"
fall = coded["macroF1"] - everything["macroF1"]
assert fall <= 0.03, f"macro F1 falls by {fall:.3f}"
PY
done
