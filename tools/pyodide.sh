#!/usr/bin/env bash
# Brings Pyodide, the Python of browsers, into the folder that is named, for the test that runs the core in it.
# It runs under node. Where neither can be brought, this says so and ends well: the test is then skipped, and named
# at the end.
set -euo pipefail

VERSION="0.28.3"
folder=$1

give_up() {
  echo "note: $1; the test in a browser's Python will be skipped" >&2
  exit 0
}

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  command -v apt-get >/dev/null || give_up "there is no node here, and no apt to install it with"
  root=""
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || give_up "installing node needs root"
    root="sudo -n"
  fi
  export DEBIAN_FRONTEND=noninteractive
  { $root apt-get update -q && $root apt-get install -y -q --no-install-recommends nodejs npm; } >/dev/null 2>&1 ||
    give_up "node could not be installed"
fi
npm install --silent --no-save --no-audit --no-fund --prefix "$folder" "pyodide@$VERSION" >/dev/null 2>&1 ||
  give_up "Pyodide could not be brought"
