#!/usr/bin/env bash
# Makes a Python environment with exactly the packages of a requirements file; one that has them already is left alone.
# Usage: python-env.sh [REQUIREMENTS FOLDER]; without: those of the emulators, in .venv.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=${1:-test/moto/requirements.txt}
folder=${2:-.venv}
made=$folder/requirements.txt

# Written last: an environment without this copy was never finished, one with another copy is out of date.
if cmp --silent "$wanted" "$made" && "$folder/bin/python" -c '' 2>/dev/null; then exit 0; fi

if ! python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  got=$(python3 --version 2>/dev/null || echo 'no python3')
  echo "python-env: got $got; $wanted needs Python 3.10 or newer with its venv module (python3-venv)" >&2
  exit 1
fi
echo "python-env: making $folder with the packages of $wanted (about a minute, once)" >&2
rm -rf "$folder"
python3 -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --requirement "$wanted"
"$folder/bin/python" -m pip check >/dev/null
cp "$wanted" "$made"
