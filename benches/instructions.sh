#!/usr/bin/env bash
# Instructions a row of `eccn batch`, counted by valgrind, against what they were: a slower loop shows here whatever else
# the machine is doing. Start-up does not count: two inputs are run, and the difference is what their rows take.
#
#   benches/instructions.sh ECCN GENERATE_ROWS
#
# The numbers are those of the test profile, in which the continuous integration has built both.
set -euo pipefail
eccn=$1 generate=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

rows() { "$generate" rows --rows "$1" --seed 1 >"$folder/$1.csv"; }
rows 10000
rows 30000

instructions() { # INPUT ARGUMENTS...
  local input=$1
  shift
  valgrind --tool=callgrind --callgrind-out-file=/dev/null \
    "$eccn" batch "$folder/$input.csv" "$@" --as-of 2026-07-23 --threads 1 --quiet 2>&1 >/dev/null |
    sed -n 's/.*refs: *//p' | tr -d ,
}

check() { # NAME MOST ARGUMENTS...
  local name=$1 most=$2
  shift 2
  local found=$((($(instructions 30000 "$@") - $(instructions 10000 "$@")) / 20000))
  printf '%-16s %6d instructions a row, at most %d\n' "$name" "$found" "$most"
  if [ "$found" -gt "$most" ]; then
    echo "more than it should be: mend it, or change the number here and say why" >&2
    return 1
  fi
}

# Unoptimized, as here, reading cells without branches takes more instructions than with them; optimized, far less time.
check counts 12300 --counts
check "three columns" 14200 --add eccn,tpp,performance_density
