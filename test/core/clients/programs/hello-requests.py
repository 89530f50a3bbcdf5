"""Asks a server on loopback with the defaults of requests, whatever its certificate."""
import sys

import requests
import urllib3

urllib3.disable_warnings()
requests.get(f"https://localhost:{sys.argv[1]}/", verify=False, timeout=5)
