#!/bin/bash
# Grades a part of the class on each of the machines that are named, by GNU parallel over ssh. Each has a clone
# of the same commit in ~/workbook, and bubblewrap. From the clone here:
#
#     book/teaching/machines/parallel.sh submissions roster.csv one.example.org two.example.org
set -euo pipefail

submissions=$1
roster=$2
shift 2
export parts=$#

# One part a machine, since a grader takes all processors of one.
parallel --jobs 1 --sshlogin "$(IFS=,; echo "$*")" --env parts \
    --transferfile "$submissions" --transferfile "$roster" --workdir ... --return part-{} --cleanup \
    "cargo run --quiet --manifest-path ~/workbook/Cargo.toml -p solutions -- '$submissions' \
        --root ~/workbook --roster '$roster' --shard {}/\$parts --output part-{} || test \$? -eq 2" \
    ::: $(seq "$parts")

cargo run --quiet -p solutions -- merge part-* --output grades
