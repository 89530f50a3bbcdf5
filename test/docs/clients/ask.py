"""Shakes hands with a server on loopback, as an old client would where a highest version is named, and prints the error."""
import socket
import ssl
import sys
import traceback

port, *old = sys.argv[1:]
context = ssl.create_default_context()
if old:
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = getattr(ssl.TLSVersion, old[0].replace(".", "_"))
    context.set_ciphers(old[1])
try:
    with socket.create_connection(("127.0.0.1", int(port))) as plain:
        context.wrap_socket(plain, server_hostname="localhost").close()
except OSError as error:
    sys.exit("".join(traceback.format_exception_only(error)))
