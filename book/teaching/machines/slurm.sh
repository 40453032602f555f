#!/bin/bash
# Grades a part of the class in each task of the array. From the clone of the workbook:
#
#     cargo fetch && mkdir -p parts
#     sbatch --array=1-8 book/teaching/machines/slurm.sh submissions roster.csv
#     cargo run -p solutions -- merge parts/* --output grades      # when all have ended
#
# What follows the roster are options of the grader, as `--exercises ch01` for a trial. To begin one task of eight
# again: `PARTS=8 sbatch --array=4 ...`
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
shift 2
output=$PWD/parts/$SLURM_ARRAY_TASK_ID
parts=${PARTS:-$SLURM_ARRAY_TASK_COUNT}

# A clone for each task, on the node's own disk: a grader has what it builds to itself, and a network file
# system would be slow.
workbook=$(mktemp -d "${TMPDIR:-/tmp}/workbook.XXXXXX")
trap 'rm -rf "$workbook"' EXIT
git clone --quiet . "$workbook"
cd "$workbook"

# Not `cargo run`: srun is to signal the grader itself. From Slurm 22.05 on it does not inherit --cpus-per-task.
cargo build --quiet --offline -p solutions
srun --ntasks=1 --cpus-per-task="$SLURM_CPUS_PER_TASK" target/debug/solutions "$submissions" \
    --roster "$roster" \
    --shard "$SLURM_ARRAY_TASK_ID/$parts" \
    --jobs "$SLURM_CPUS_PER_TASK" \
    --output "$output" \
    --resume "$@" || test $? -eq 2
