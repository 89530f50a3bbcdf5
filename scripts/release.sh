#!/usr/bin/env bash
# Makes the files of a release in release/, or in a new folder that is named: the package, the single-file template, what
# is bundled in both (SBOM, licences), and the checksums of all. Publishes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "release: $*" >&2; exit 1; }

folder=${1:-release}
version=$(node --print "require('./package.json').version")
name=elb-tls-remediator-$version
[ -z "$(git status --porcelain)" ] || fail 'the checkout has changes; commit them, or stash them'
grep --quiet --fixed-strings "## [$version]" CHANGELOG.md ||
  fail "CHANGELOG.md has no heading ## [$version]; move the Unreleased entries under it"

# Only what this script has made itself is cleared away.
[ "$folder" = release ] && rm -rf release
[ ! -e "$folder" ] || fail "$folder is there already; name a new folder"
mkdir -p "$folder"
# The package is built on the way (prepare).
npm pack --pack-destination "$folder"
npm run template -- --out "$folder/$name.template.json"
npm run sbom -- --out "$folder/$name.cdx.json"
cp dist/THIRD-PARTY-NOTICES.txt "$folder/$name.THIRD-PARTY-NOTICES.txt"

# What the next release must not replace: test/lib/upgrade.test.ts compares with it.
npx tsx scripts/last-release.ts
git diff --quiet -- test/lib/last-release.json || echo "release: commit test/lib/last-release.json"

cd "$folder"
if command -v sha256sum >/dev/null; then sha256sum -- "$name".*; else shasum -a 256 -- "$name".*; fi >SHA256SUMS
cat SHA256SUMS
