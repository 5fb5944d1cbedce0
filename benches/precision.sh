#!/usr/bin/env bash
# A precision is asked for: is it seen? Prints a Markdown table.
#
#   cargo build --release
#   benches/precision.sh FOLDER SET...
#
# FOLDER has a folder for each SET with train.jsonl and test.jsonl. From the environment: EMIC, PYTHON, and RANKERS (folder of
# rankers [the shipped ones]), MODEL [shipped], ASKED (precisions; "balanced" for none [balanced 0.6 0.8 0.9]).
set -euo pipefail

if [ $# -lt 2 ]; then
    sed -n '2,/^set /{/^set /!s/^# \{0,1\}//p;}' "$0" >&2
    exit 2
fi
folder=$1
shift
emic=${EMIC:-${CARGO_TARGET_DIR:-$(dirname "$0")/../target}/release/emic}
python=${PYTHON:-python3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo '| set | asked | precision seen | recall | accepted | codes accepted at all |'
echo '|---|---|---|---|---|---|'
for set in "$@"; do
    for asked in ${ASKED:-balanced 0.6 0.8 0.9}; do
        call=("$emic" score --model "${MODEL:-shipped}" --examples "$folder/$set/train.jsonl" --out "$scratch/scored.jsonl")
        if [ "$asked" != balanced ]; then call+=(--precision "$asked"); fi
        if [ -n "${RANKERS:-}" ]; then call+=(--rankers "$RANKERS"); fi
        "${call[@]}" "$folder/$set/test.jsonl" 2>"$scratch/said" || { cat "$scratch/said" >&2; exit 1; }
        "$python" - "$folder/$set" "$scratch/scored.jsonl" "$set" "$asked" <<'PY'
import json, sys
folder, scored, name, asked = sys.argv[1:]
read = lambda path: [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]
known = {code for unit in read(f"{folder}/train.jsonl") for code in unit["codes"]}
said = {unit["id"]: {s["code"] for s in unit["suggestions"] if s["accepted"]} for unit in read(scored)}
right = accepted = gold = 0
codes = set()
for unit in read(f"{folder}/test.jsonl"):
    own, given = set(unit["codes"]) & known, said[unit["id"]]
    right += len(own & given)
    accepted += len(given)
    gold += len(own)
    codes |= given
seen = f"{right / accepted:.3f}" if accepted else "–"
print(f"| {name} | {asked} | {seen} | {right / max(gold, 1):.3f} | {accepted} | {len(codes)} of {len(known)} |")
PY
    done
done
