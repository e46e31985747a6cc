"""Nobody empties the database under a request: a browser test ends when the live server has answered everybody."""

import socket

import pytest


def test_it_is_at_rest_only_when_the_last_caller_has_gone(live_server):
    server = live_server.thread.httpd
    with socket.create_connection(server.server_address) as caller:
        caller.sendall(b"GET /phone/session/ HTTP/1.1\r\n")  # and the rest is still on its way
        with pytest.raises(AssertionError, match="still holds a line"):
            server.rest(patience=0.1)
    server.rest()
