#!/usr/bin/env bash
# Makes .venv with exactly the packages of test/moto/requirements.txt; one that has them already is left alone.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=test/moto/requirements.txt
made=.venv/requirements.txt

# Written last: an environment without this copy was never finished, one with another copy is out of date.
if cmp --silent "$wanted" "$made" && .venv/bin/python -c '' 2>/dev/null; then exit 0; fi

if ! python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  got=$(python3 --version 2>/dev/null || echo 'no python3')
  echo "python-env: got $got; moto and MiniStack need Python 3.10 or newer with its venv module (python3-venv)" >&2
  exit 1
fi
echo "python-env: making .venv with the packages of $wanted (about a minute, once)" >&2
rm -rf .venv
python3 -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --requirement "$wanted"
.venv/bin/python -m pip check >/dev/null
cp "$wanted" "$made"
