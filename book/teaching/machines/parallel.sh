#!/bin/bash
# Grades a part of the class on each of the machines that are named, by GNU parallel over ssh. Each has a clone
# of the same commit in ~/workbook, and bubblewrap; all need rsync. From the clone here:
#
#     book/teaching/machines/parallel.sh submissions roster.csv one.example.org,two.example.org
#
# Both are paths below this folder. What follows the machines are options of the grader, as `--exercises ch01`
# for a trial.
set -euo pipefail

submissions=$1
roster=$2
machines=$3
shift 3
commas=${machines//[!,]/}
parts=$((${#commas} + 1))

# One part a machine, since a grader takes all processors of one. A shell that ssh starts may not know of cargo.
parallel --jobs 1 --line-buffer --tag --sshlogin "$machines" \
    --transferfile "$submissions" --transferfile "$roster" --workdir ... --return part-{} --cleanup \
    "PATH=~/.cargo/bin:\$PATH; cargo run --quiet --manifest-path ~/workbook/Cargo.toml -p solutions -- '$submissions' \
        --root ~/workbook --roster '$roster' --shard {}/$parts --output part-{} ${*@Q} || test \$? -eq 2" \
    ::: $(seq "$parts")

cargo run --quiet -p solutions -- merge part-* --output grades
