#!/usr/bin/env bash
# Checks deploy/, and the metrics it is about, by the tools of those who run it: alert rules and their tests by promtool,
# the rendered Kubernetes manifests by the schemas of the three newest versions. On a CI
# machine it installs what is missing (as root on Debian; Python's venv). A tool that is
# not there and cannot be installed is named, and its part is skipped.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
home=${XDG_CACHE_HOME:-$HOME/.cache}/pingone-revocation-service/deploy-tools
failed=0

skip() { printf 'SKIPPED: %s, because %s.\n' "$1" "$2"; }
run() { "$@" || failed=1; }

if ! command -v promtool >/dev/null && [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  # In run level 1 no package starts its service.
  { timeout 60 apt-get update --quiet=2 &&
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive timeout 120 apt-get install --quiet=2 --yes --no-install-recommends prometheus; } >/dev/null 2>&1
fi
if command -v promtool >/dev/null; then
  run promtool check rules deploy/observability/rules/*.rules.yml
  run promtool test rules deploy/observability/rules/*.test.yml
  # Without what prom-client adds of the process: some of its names break the rules.
  check_metrics() {
    node --input-type=module -e "
      import { createMetrics } from '#libs/observability';
      process.stdout.write(await createMetrics().registry.metrics());" | promtool check metrics
  }
  run check_metrics
else
  skip 'the alert rules' 'promtool is not installed'
fi

if ! command -v kubectl >/dev/null; then
  skip 'the Kubernetes manifests' 'kubectl is not installed'
elif ! command -v python3 >/dev/null; then
  skip 'the Kubernetes manifests' 'Python is not installed'
elif ! { [ -x "$home/bin/kubernetes-validate" ] ||
  { python3 -m venv "$home" && "$home/bin/pip" install --quiet "kubernetes-validate==1.37.0"; } >/dev/null 2>&1; }; then
  skip 'the Kubernetes manifests' 'kubernetes-validate could not be installed'
else
  rendered=$(mktemp)
  trap 'rm -f "$rendered"' EXIT
  # The operator's ServiceMonitor has no schema there: it is the base that is rendered.
  if kubectl kustomize deploy/kubernetes/base >"$rendered"; then
    for version in 1.35 1.36 1.37; do
      run "$home/bin/kubernetes-validate" --quiet --kubernetes-version "$version" --strict "$rendered"
    done
  else
    failed=1
  fi
  run kubectl kustomize deploy/kubernetes/prometheus-operator --output "$rendered"
  [ "$failed" = 1 ] || echo 'The Kubernetes manifests are valid for 1.35, 1.36 and 1.37.'
fi
[ "$failed" = 0 ]
