#!/usr/bin/env bash
# Brings what tests look at real files with: Chromium, which opens reports, and LibreOffice 25.2 or newer, which
# recalculates and renders workbooks.
# Debian's own release may hold an older one that lacks XLOOKUP and LET; its backports, on the mirror this machine
# already uses, hold a newer one. Where nothing may be installed, this says so and ends well: the tests that need it
# are then skipped, and named at the end.
set -euo pipefail

NEEDED="25.2"
PACKAGES="libreoffice-calc-nogui python3-uno libreoffice-script-provider-python libreoffice-dev poppler-utils fonts-dejavu fonts-crosextra-carlito"

installed() {
  command -v soffice >/dev/null && command -v pdftoppm >/dev/null || return 1
  local found
  found=$(soffice --version 2>/dev/null | awk 'NR == 1 {print $2}')
  [ -n "$found" ] && [ "$(printf '%s\n%s\n' "$NEEDED" "$found" | sort -V | head -n 1)" = "$NEEDED" ]
}

give_up() {
  echo "note: $1; tests that need what is missing (LibreOffice $NEEDED or newer, Chromium) will be skipped" >&2
  exit 0
}

candidate() {
  apt-cache policy libreoffice-calc-nogui | awk '/Candidate:/ {print $2}' | sed 's/^[0-9]*://'
}

new_enough() {
  [ "$(printf '%s\n%s\n' "$NEEDED" "$1" | sort -V | head -n 1)" = "$NEEDED" ]
}

# The release's own source, with its suite changed to the backports'.
backports() {
  local codename=$1 file uris key
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -e "$file" ] || continue
    uris=$(awk -v suite="$codename" '/^URIs:/ {uris = $2} /^Suites:/ {for (i = 2; i <= NF; i++) if ($i == suite) {print uris; exit}}' "$file")
    [ -n "$uris" ] || continue
    key=$(awk '/^Signed-By:/ {print $2; exit}' "$file")
    printf 'Types: deb\nURIs: %s\nSuites: %s-backports\nComponents: main\n' "$uris" "$codename"
    [ -z "$key" ] || printf 'Signed-By: %s\n' "$key"
    return 0
  done
  uris=$(awk -v suite="$codename" '$1 == "deb" {for (i = 2; i < NF; i++) if ($(i + 1) == suite) {print $i; exit}}' /etc/apt/sources.list 2>/dev/null)
  [ -n "$uris" ] || return 1
  printf 'Types: deb\nURIs: %s\nSuites: %s-backports\nComponents: main\n' "$uris" "$codename"
}

browser() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
}

installed && browser && exit 0
command -v apt-get >/dev/null || give_up "there is no apt here to install LibreOffice and Chromium with"
root=""
if [ "$(id -u)" -ne 0 ]; then
  sudo -n true 2>/dev/null || give_up "installing LibreOffice and Chromium needs root"
  root="sudo -n"
fi

export DEBIAN_FRONTEND=noninteractive
$root apt-get update -q >/dev/null 2>&1 || give_up "the package lists could not be read"
browser || $root apt-get install -y -q --no-install-recommends chromium >/dev/null 2>&1 ||
  echo "note: Chromium could not be installed; tests that need it will be skipped" >&2
installed && exit 0
suite=()
if ! new_enough "$(candidate)"; then
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  source=$(backports "$codename") || give_up "no source of packages holds LibreOffice $NEEDED"
  echo "$source" | $root tee /etc/apt/sources.list.d/outlay-backports.sources >/dev/null
  if ! $root apt-get update -q >/dev/null 2>&1; then
    $root rm -f /etc/apt/sources.list.d/outlay-backports.sources
    give_up "the backports could not be read"
  fi
  suite=(-t "$codename-backports")
fi
# shellcheck disable=SC2086 # a list of packages
$root apt-get install -y -q --no-install-recommends "${suite[@]}" $PACKAGES >/dev/null 2>&1 || give_up "LibreOffice could not be installed"
installed || give_up "LibreOffice is older than $NEEDED"
