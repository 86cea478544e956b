#!/usr/bin/env bash
# Proves that the verdict of the suite depends on no machine: runs `npm test` under
# circumstances that it must not notice, and writes a table of what it found.
#
#   scripts/prove-suite.sh [--runs 5] [--only plain,one-core,beside-two,two-copies] [-- jest's own arguments]
#
#   plain       so many times, with the machine to itself
#   one-core    twice, pinned to the first core, on which a busy loop runs
#   beside-two  twice, beside two busy loops
#   two-copies  two copies of this repository at once
#
# It takes about an hour on two cores. What is not committed is not in the second copy.
# The table, and the output of each run, go to the folder that it names at its end. It
# ends what it starts, also when it is interrupted, and ends with 1 if a run was not green.
set -uo pipefail
cd "$(dirname "$0")/.."
runs=5 only=plain,one-core,beside-two,two-copies
while [ $# -gt 0 ]; do
  case $1 in
    --runs) runs=$2 && shift 2 ;;
    --only) only=$2 && shift 2 ;;
    --) shift && break ;;
    *) echo "Unknown option '$1'." >&2 && exit 2 ;;
  esac
done
folder=$(mktemp -d "${TMPDIR:-/tmp}/prove-suite-XXXXXX")
table=$folder/table.md
copy=
started=()
failed=0

end_started() {
  for pid in "${started[@]:-}"; do
    # A process group of its own each: what it has started ends with it.
    [ -n "$pid" ] && kill -- "-$pid" 2>/dev/null
  done
  started=()
}
finish() {
  end_started
  [ -z "$copy" ] || rm -rf "$copy"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Starts a command in a process group of its own; its id is in $pid.
start() {
  setsid "$@" &
  pid=$!
  started+=("$pid")
}

busy_loop() {
  start "$@" bash -c 'while :; do :; done'
}

# npm test, in a folder: $1 name, $2 folder, the rest: what to run it by (taskset …), then jest's arguments.
test_in() {
  local name=$1 where=$2
  shift 2
  start bash -c 'cd "$1" && shift && exec "$@"' prove "$where" "$@" >"$folder/$name.log" 2>&1
}

# Waits for a run and writes its line: $1 name, $2 process, $3 began at.
record() {
  local name=$1 process=$2 began=$3 code seconds load tests kept=()
  wait "$process"
  code=$?
  seconds=$(($(date +%s) - began))
  load=$(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || uptime | sed 's/.*load average[s]*: *\([0-9.]*\).*/\1/')
  tests=$(grep -E '^Tests:' "$folder/$name.log" | tail -n 1 | sed 's/^Tests: *//')
  # What has ended is nothing to end: its id may be given to another.
  for pid in "${started[@]}"; do
    [ "$pid" = "$process" ] || kept+=("$pid")
  done
  started=("${kept[@]:-}")
  [ "$code" -eq 0 ] || failed=$((failed + 1))
  printf '| %s | %s | %d s | %s | %s |\n' "$name" "$([ "$code" -eq 0 ] && echo green || echo "RED ($code)")" \
    "$seconds" "${tests:-no tests were run}" "$load" | tee -a "$table"
}

wants() {
  case ",$only," in *",$1,"*) return 0 ;; *) return 1 ;; esac
}

node scripts/setup.mjs || exit 1
printf '| Run | Verdict | Time | Tests | Load average at its end |\n| --- | --- | --- | --- | --- |\n' | tee "$table"

plain() {
  local began
  began=$(date +%s)
  test_in "plain-$1" . npm test -- "${@:2}"
  record "plain-$1" "$pid" "$began"
}

one_core() {
  local began
  busy_loop taskset -c 0
  began=$(date +%s)
  test_in "one-core-$1" . taskset -c 0 npm test -- "${@:2}"
  record "one-core-$1" "$pid" "$began"
  end_started
}

beside_two() {
  local began
  busy_loop env
  busy_loop env
  began=$(date +%s)
  test_in "beside-two-$1" . npm test -- "${@:2}"
  record "beside-two-$1" "$pid" "$began"
  end_started
}

two_copies() {
  local began first second
  copy=$(mktemp -d "${TMPDIR:-/tmp}/prove-copy-XXXXXX")
  git clone --quiet . "$copy" && (cd "$copy" && node scripts/setup.mjs) >"$folder/copy-setup.log" 2>&1 || exit 1
  began=$(date +%s)
  test_in two-copies-1 . npm test -- "$@"
  first=$pid
  test_in two-copies-2 "$copy" npm test -- "$@"
  second=$pid
  record two-copies-1 "$first" "$began"
  record two-copies-2 "$second" "$began"
}

# One of each kind first: what is wrong shows the sooner.
most=$((runs > 2 ? runs : 2))
for n in $(seq "$most"); do
  ! wants plain || [ "$n" -gt "$runs" ] || plain "$n" "$@"
  ! wants one-core || [ "$n" -gt 2 ] || one_core "$n" "$@"
  ! wants beside-two || [ "$n" -gt 2 ] || beside_two "$n" "$@"
  ! wants two-copies || [ "$n" -gt 1 ] || two_copies "$@"
done

printf '\n%s\n' "Table and output of each run: $folder"
[ "$failed" -eq 0 ]
