#!/usr/bin/env bash
# How good are the codes that `emic score` suggests, set by set, and how long does it take? Prints a Markdown table.
#
#   cargo build --release
#   benches/judge_all.sh FOLDER JUDGE [SET...]
#
# FOLDER has a folder for each set with train.jsonl (coded units to learn from) and test.jsonl (coded units to be judged on);
# without SET all of them are taken that have both. JUDGE is a Python program, called as
#
#   python3 JUDGE test.jsonl scored.jsonl --train train.jsonl
#
# that prints one JSON object of measures. Each set is scored twice: with the sentence encoder and without it. Time is
# wall time of the whole command: start, learning, scoring, writing.
#
# From the environment:
#   EMIC      the program          [release/emic in $CARGO_TARGET_DIR, else in target/]
#   PYTHON    runs the judge       [python3]
#   JOBS      threads              [all processors]
#   MODELS    values of --model    [shipped none]
#   MEASURES  columns of the table [units codes recall@1 recall@3 mrr microF1 macroF1 noise ece]
set -euo pipefail

if [ $# -lt 2 ]; then
    sed -n '2,/^set /{/^set /!s/^# \{0,1\}//p;}' "$0" >&2
    exit 2
fi
folder=$1
judge=$2
shift 2

emic=${EMIC:-${CARGO_TARGET_DIR:-$(dirname "$0")/../target}/release/emic}
python=${PYTHON:-python3}
read -r -a models <<<"${MODELS:-shipped none}"
read -r -a measures <<<"${MEASURES:-units codes recall@1 recall@3 mrr microF1 macroF1 noise ece}"

sets=("$@")
if [ ${#sets[@]} -eq 0 ]; then
    for train in "$folder"/*/train.jsonl; do
        set=$(dirname "$train")
        if [ -f "$set/test.jsonl" ]; then
            sets+=("$(basename "$set")")
        fi
    done
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The value of a measure in the judge's line.
value() {
    sed -n 's/.*"'"$1"'": *\([^,}]*\).*/\1/p' "$scratch/judged.json"
}

# A row of the table.
row() { printf '|'; printf ' %s |' "$@"; printf '\n'; }

row set model "${measures[@]}" seconds
row --- --- "${measures[@]/*/---}" ---
for set in "${sets[@]}"; do
    for model in "${models[@]}"; do
        call=("$emic" score --examples "$folder/$set/train.jsonl" --out "$scratch/scored.jsonl" --model "$model")
        if [ -n "${JOBS:-}" ]; then
            call+=(--jobs "$JOBS")
        fi
        TIMEFORMAT=%R
        # What `time` says goes to its own file; what emic says, only where it fails.
        if ! { time "${call[@]}" "$folder/$set/test.jsonl" 2>"$scratch/said"; } 2>"$scratch/seconds"; then
            cat "$scratch/said" >&2
            exit 1
        fi
        "$python" "$judge" "$folder/$set/test.jsonl" "$scratch/scored.jsonl" \
            --train "$folder/$set/train.jsonl" >"$scratch/judged.json"
        cells=()
        for measure in "${measures[@]}"; do
            cell=$(value "$measure")
            cells+=("${cell/null/–}")
        done
        row "$set" "$model" "${cells[@]}" "$(tail -n 1 "$scratch/seconds")"
    done
done
