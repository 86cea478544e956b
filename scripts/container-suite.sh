#!/usr/bin/env bash
# The container suite for a CI machine without a container engine. As root on Debian it
# installs one, starts it by hand with a socket and a data folder of its own, gives it
# images that stand in for the public ones (test/containers/stand-ins), runs the suite
# and stops the engine again. Where that cannot be done it says why and ends with 0
# (with REQUIRE_CONTAINERS=1: 1). Where an engine answers, `npm test` has run the suite.
#
# The first time takes some three minutes, later ones one: images are kept in the cache folder.
set -uo pipefail
cd "$(dirname "$0")/.."
home=${XDG_CACHE_HOME:-$HOME/.cache}/pingone-revocation-service/engine
engine_pid=

give_up() {
  printf '\nSKIPPED: the container suite, because %s.\n\n' "$1"
  [ "${REQUIRE_CONTAINERS:-}" = 1 ] && exit 1
  exit 0
}

stop_engine() {
  if [ -n "$engine_pid" ]; then
    kill "$engine_pid" 2>/dev/null
    wait "$engine_pid" 2>/dev/null
  fi
}
trap stop_engine EXIT
trap 'exit 130' INT TERM

if docker version >/dev/null 2>&1; then
  echo 'A container engine answers: the container suite is part of npm test.'
  exit 0
fi
[ "$(id -u)" = 0 ] || give_up 'no container engine answers, and starting one takes root'
command -v apt-get >/dev/null && . /etc/os-release && [ "$ID" = debian ] ||
  give_up 'no container engine answers, and this is not Debian, where one could be installed'

# The client by its path: another one, which comes first, may be bare of BuildKit and Compose.
if ! { [ -x /usr/bin/docker ] && type dockerd docker-compose mmdebstrap iptables; } >/dev/null 2>&1; then
  echo 'Installing a container engine …'
  # In run level 1 no package starts its service.
  { timeout 60 apt-get update --quiet=2 && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive timeout 120 apt-get install \
    --quiet=2 --yes --no-install-recommends docker.io docker-compose iptables mmdebstrap; } >/dev/null 2>&1 ||
    give_up 'Debian'"'"'s packages of a container engine could not be installed'
fi

mkdir -p "$home" && chmod 700 "$home"
# What an engine that was killed has left behind; one that lives holds a lock and keeps us out.
dockerd --host "unix://$home/docker.sock" --data-root "$home/data" --exec-root "$home/exec" \
  --pidfile "$home/docker.pid" >"$home/dockerd.log" 2>&1 &
engine_pid=$!
# The package's own client: it can do BuildKit without a plugin. Compose of that age has to be told to use it.
export PATH="/usr/bin:$PATH" DOCKER_HOST="unix://$home/docker.sock"
export DOCKER_BUILDKIT=1 COMPOSE_DOCKER_CLI_BUILD=1
# Its image cannot be pulled; everything ends with the engine.
export TESTCONTAINERS_RYUK_DISABLED=true

for _ in $(seq 60); do
  docker version >/dev/null 2>&1 && break
  kill -0 "$engine_pid" 2>/dev/null || break
  sleep 0.5
done
docker version >/dev/null 2>&1 ||
  give_up "the container engine does not start: $(tail -n 1 "$home/dockerd.log" | cut -c 1-300)"

echo 'Building images that stand in for the public ones …'
timeout 240 test/containers/stand-ins/build.sh || give_up 'the stand-ins for the public images could not be built'
# Some machines build images and then may not publish a port.
timeout 60 docker run --rm --publish 127.0.0.1::9092 --entrypoint true apache/kafka:4.3.0 ||
  give_up 'the container engine cannot run a container with a published port'

REQUIRE_CONTAINERS=1 timeout 600 npm run --silent jest -- --selectProjects containers --runInBand
