#!/usr/bin/env bash
# Builds images that stand in for the public ones that this project uses, under
# the same tags, for a machine with a container engine that can reach no registry
# of images. They are made of what such a machine has: Debian's packages, the Node
# of node_modules, the machine's npm and Java, and the Kafka of .kafka/ (which the
# tests put there). They are good enough to prove Dockerfile and docker-compose.yml,
# and for nothing else. A tag that exists is left alone, unless it is a stand-in by another recipe.
#
# Needs: root on Debian, mmdebstrap, docker, node_modules, Java 17.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
debian=pingone-revocation/stand-in-debian:latest
node_image=$(sed -n 's/^ARG NODE_IMAGE=//p' "$root/Dockerfile")
kafka_image=$(sed -n 's/^ *image: \(apache\/kafka:.*\)$/\1/p' "$root/docker-compose.yml")

recipe=$(find "$here" -type f -print0 | sort -z | xargs -0 sha256sum | cut -d ' ' -f 1 | sha256sum | cut -c 1-16)
exists() {
  local made_by
  made_by=$(docker image inspect --format '{{index .Config.Labels "stand-in"}}' "$1" 2>/dev/null) &&
    [ "${made_by:-$recipe}" = "$recipe" ]
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

build() {
  local tag=$1 dockerfile=$2 context=$3
  # Nothing in these needs BuildKit, which a bare docker command may lack.
  DOCKER_BUILDKIT=0 docker build --network=none --file "$dockerfile" \
    --build-arg "DEBIAN=$debian" --label "stand-in=$recipe" --tag "$tag" "$context" >"$scratch/log" 2>&1 ||
    { cat "$scratch/log" >&2 && return 1; }
  echo "$tag"
}

if ! exists "$debian" && { ! exists "$node_image" || ! exists "$kafka_image"; }; then
  # Beyond the essential packages: what Node is linked with, and what makes users.
  mmdebstrap --quiet --variant=essential --include=libstdc++6,passwd \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$scratch/debian.tar"
  docker import --change 'CMD ["bash"]' --change "LABEL stand-in=$recipe" "$scratch/debian.tar" "$debian" >/dev/null
  rm "$scratch/debian.tar"
fi

if ! exists "$node_image"; then
  mkdir "$scratch/node"
  cp "$root/node_modules/node/bin/node" "$scratch/node/"
  cp -rL "$(npm root --global --loglevel=error)/npm" "$scratch/node/npm"
  # How the machine reaches its registry of packages is how a build on it does.
  cp /etc/ssl/certs/ca-certificates.crt "$scratch/node/"
  echo "registry=$(npm config get registry --loglevel=error)" >"$scratch/node/npmrc"
  build "$node_image" "$here/node.Dockerfile" "$scratch/node"
fi

if ! exists "$kafka_image"; then
  jars=$(find "$root/.kafka/" -maxdepth 1 -type d -name "jars-${kafka_image#*:}-*" | head -n 1)
  [ -n "$jars" ] || { echo ".kafka/ has no jars of ${kafka_image#*:}: run the integration tests once" >&2 && exit 1; }
  java_home=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
  mkdir -p "$scratch/kafka/java" "$scratch/kafka/libs"
  tar --create --dereference --directory="$java_home" \
    --exclude=./jmods --exclude=./man --exclude=./docs --exclude=./include --exclude=./legal \
    --exclude=./lib/src.zip --exclude=./lib/ct.sym . | tar --extract --directory="$scratch/kafka/java"
  cp "$jars"/*.jar "$scratch/kafka/libs/"
  cp "$here"/kafka/* "$scratch/kafka/"
  build "$kafka_image" "$here/kafka.Dockerfile" "$scratch/kafka"
fi
