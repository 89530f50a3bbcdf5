#!/usr/bin/env bash
# Fetches what test/athena runs Trino with, into .trino: the jars' class path, and which Java. What is there already is left alone.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=test/athena/pom.xml
made=.trino/pom.xml
needs=25

java_home() {
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    [ -x "$home/bin/java" ] || continue
    version=$("$home/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p')
    if [ "${version:-0}" -ge "$needs" ]; then echo "$home"; return; fi
  done
}

home=$(java_home)
if [ -z "$home" ]; then
  echo "trino-env: no Java $needs or newer in JAVA_HOME or /usr/lib/jvm; install one, and set JAVA_HOME to it" >&2
  exit 1
fi
if ! command -v mvn >/dev/null; then
  echo 'trino-env: mvn is not there; install Maven 3.8 or newer' >&2
  exit 1
fi

# Written last: a folder without this copy was never finished, one with another copy is out of date. The jars are Maven's own.
if cmp --silent "$wanted" "$made" && tr ':' '\n' <.trino/classpath | xargs ls >/dev/null 2>&1; then
  echo "$home" >.trino/java-home
  exit 0
fi
echo 'trino-env: fetching Trino (about 230 MB, once)' >&2
rm -rf .trino
mkdir .trino
JAVA_HOME=$home mvn --quiet --batch-mode --file "$wanted" dependency:build-classpath \
  -Dmdep.includeScope=runtime "-Dmdep.outputFile=$PWD/.trino/classpath" 2> >(grep -v '^WARNING' >&2)
echo "$home" >.trino/java-home
cp "$wanted" "$made"
