#!/usr/bin/env bash
# Makes the files of a release in release/: the package, the single-file template, their checksums. Publishes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "release: $*" >&2; exit 1; }

version=$(node --print "require('./package.json').version")
[ -z "$(git status --porcelain)" ] || fail 'the checkout has changes; commit them, or stash them'
grep --quiet --fixed-strings "## [$version]" CHANGELOG.md ||
  fail "CHANGELOG.md has no heading ## [$version]; move the Unreleased entries under it"

# dist goes into the package: what an earlier build left there must not.
rm -rf dist release
mkdir release
npm run build
npm pack --ignore-scripts --pack-destination release
npm run template -- --out "release/elb-tls-remediator-$version.template.json"

cd release
if command -v sha256sum >/dev/null; then sha256sum -- *.tgz *.json; else shasum -a 256 -- *.tgz *.json; fi >SHA256SUMS
cat SHA256SUMS
