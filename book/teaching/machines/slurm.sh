#!/bin/bash
# Grades a part of the class in each task of the array. From the clone of the workbook:
#
#     cargo fetch && mkdir -p parts
#     sbatch --array=1-8 book/teaching/machines/slurm.sh submissions roster.csv
#     cargo run -p solutions -- merge parts/* --output grades      # when all have ended
#
#SBATCH --job-name=grade
#SBATCH --cpus-per-task=8
#SBATCH --mem=8G
#SBATCH --time=04:00:00
#SBATCH --output=parts-%a.log
# After a node failed, its task begins again, and finds what it had.
#SBATCH --requeue
set -euo pipefail

submissions=$(realpath "$1")
roster=$(realpath "$2")
output=$PWD/parts/$SLURM_ARRAY_TASK_ID

# A clone for each task, on the node's own disk: a grader has what it builds to itself, and a network file
# system would be slow.
workbook=$(mktemp -d "${TMPDIR:-/tmp}/workbook.XXXXXX")
trap 'rm -rf "$workbook"' EXIT
git clone --quiet . "$workbook"
cd "$workbook"

# Not `cargo run`: srun is to signal the grader itself.
cargo build --quiet --offline -p solutions
srun --ntasks=1 target/debug/solutions "$submissions" \
    --roster "$roster" \
    --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" \
    --jobs "$SLURM_CPUS_PER_TASK" \
    --output "$output" \
    --resume || test $? -eq 2
