# What every finding needs; sourced, not run. A finding writes a small program into the folder that
# it works in, runs it with `observe`, and says with `stated` what is seen, word for word.
#
# Exit codes: 0, the behaviour is as stated; 1, it has changed; 2, it could not be installed or run.
# shellcheck shell=bash
set -euo pipefail

support=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(mktemp -d)
started=()

clean_up() {
  local status=$?
  trap - EXIT
  local pid
  for pid in ${started[@]+"${started[@]}"}; do
    # Nothing of theirs is kept, and some take a minute to end in order.
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$folder"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 2' INT TERM
cd "$folder"

cannot() {
  printf 'Could not %s.\n' "$1" >&2
  [ ! -s "${2:-/dev/null}" ] || tail -n 20 "$2" >&2
  exit 2
}

needs() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || cannot "find $tool, which this finding needs"
  done
}

# npm_packages NAME@VERSION...   the programs are then run with `node`
npm_packages() {
  needs npm node
  printf '{ "private": true, "type": "module" }\n' >package.json
  npm install --no-audit --no-fund --save-exact "$@" >install.log 2>&1 || cannot "install $*" install.log
  PATH=$folder/node_modules/.bin:$PATH
}

# python_packages NAME==VERSION...   the programs are then run with `python`
python_packages() {
  needs python3
  python3 -m venv python >install.log 2>&1 || cannot 'make a virtual environment' install.log
  python/bin/pip install --quiet --disable-pip-version-check "$@" >install.log 2>&1 ||
    cannot "install $*" install.log
  PATH=$folder/python/bin:$PATH
}

# maven_packages GROUP:ARTIFACT:VERSION...   the jars are then in jars/
maven_packages() {
  needs mvn java
  {
    printf '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
    printf '<groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><dependencies>'
    local group artifact version
    while IFS=: read -r group artifact version; do
      printf '<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>' \
        "$group" "$artifact" "$version"
    done < <(printf '%s\n' "$@")
    printf '</dependencies></project>\n'
  } >pom.xml
  mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$folder/jars" >install.log 2>&1 || cannot "install $*" install.log
}

# observe COMMAND...   what it prints is what was seen
observe() {
  "$@" >seen.txt 2>errors.txt || cannot "run $*" errors.txt
  printf 'Seen:\n'
  sed 's/^/  /' seen.txt
}

# stated <<'END' ... END   what is seen as long as the behaviour is the same
stated() {
  cat >stated.txt
  if diff -u --label stated --label seen stated.txt seen.txt; then
    printf 'The behaviour is as stated.\n'
  else
    printf 'The behaviour has changed.\n'
    exit 1
  fi
}
