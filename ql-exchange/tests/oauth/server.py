"""An authorization server made of oauthlib. Arguments: how clients authenticate (header or body), id, secret, scope.

Prints its port, and serves until its input is closed. `/resource` says 200 to a valid token, and 401 to everything else.
"""

import base64
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote_plus

from oauthlib.oauth2 import BackendApplicationServer, RequestValidator

PLACE, ID, SECRET, SCOPE = sys.argv[1:]
TOKENS = set()


class Validator(RequestValidator):
    def authenticate_client(self, request, *args, **kwargs):
        if PLACE == "header":
            kind, _, value = request.headers.get("Authorization", "").partition(" ")
            if kind != "Basic":
                return False
            # RFC 6749, section 2.3.1: each half is form-encoded.
            pair = tuple(map(unquote_plus, base64.b64decode(value).decode().split(":", 1)))
        else:
            pair = (request.client_id, request.client_secret)
        request.client = type("Client", (), {"client_id": ID})()
        return pair == (ID, SECRET)

    def validate_grant_type(self, client_id, grant_type, client, request, *args, **kwargs):
        return grant_type == "client_credentials"

    def get_default_scopes(self, client_id, request, *args, **kwargs):
        return [SCOPE]

    def validate_scopes(self, client_id, scopes, client, request, *args, **kwargs):
        return scopes == [SCOPE]

    def save_bearer_token(self, token, request, *args, **kwargs):
        TOKENS.add(token["access_token"])

    def validate_bearer_token(self, token, scopes, request):
        return token in TOKENS


SERVER = BackendApplicationServer(Validator())


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, headers, body):
        content = (body or "").encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        headers, content, status = SERVER.create_token_response(self.path, "POST", body, dict(self.headers))
        self.answer(status, headers, content)

    def do_GET(self):
        headers = {name.title(): value for name, value in self.headers.items()}
        valid, _ = SERVER.verify_request(self.path, "GET", None, headers, [SCOPE])
        self.answer(200 if valid else 401, {}, "<a:a> <a:b> <a:c> .\n" if valid else "")

    def log_message(self, *_):
        pass


# It wants https unless it is told that this is a test.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
