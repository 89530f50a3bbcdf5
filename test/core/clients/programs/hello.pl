# Shakes hands with a server on loopback, with the defaults of IO::Socket::SSL, whatever its certificate.
use strict;
use IO::Socket::SSL;

IO::Socket::SSL->new(
    PeerAddr        => '127.0.0.1',
    PeerPort        => $ARGV[0],
    SSL_hostname    => 'localhost',
    SSL_verify_mode => IO::Socket::SSL::SSL_VERIFY_NONE,
) or exit 1;
