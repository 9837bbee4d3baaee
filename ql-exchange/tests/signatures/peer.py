"""The other side of the tests: HTTP message signatures as the package `http-message-signatures` has them.

peer.py serve ALGORITHM KEY-ID PUBLIC-KEY
    Answers signed requests on a port of loopback, which it prints, until the standard input ends; then prints the
    status and path of every request, and why it was refused.
peer.py verify ALGORITHM KEY-ID PUBLIC-KEY
    Reads a JSON list of requests (method, url, headers) and writes the list of what is wrong with each, or null.
peer.py sign ALGORITHM KEY-ID PRIVATE-KEY
    Reads a JSON list of requests, with the covered components and further arguments, and writes their headers.
"""

import json
import sys
import threading
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import http_message_signatures as signatures
from http_message_signatures import algorithms

ALGORITHMS = {
    "ed25519": algorithms.ED25519,
    "ecdsa-p256-sha256": algorithms.ECDSA_P256_SHA256,
    "ecdsa-p384-sha384": algorithms.ECDSA_P384_SHA384,
    "rsa-pss-sha512": algorithms.RSA_PSS_SHA512,
    "rsa-v1_5-sha256": algorithms.RSA_V1_5_SHA256,
}
TAG = "qualitylink-v1"
PARAMETERS = {"created", "expires", "keyid", "alg", "tag"}
TURTLE = """@prefix elm: <http://data.europa.eu/snb/model/elm/> .
<https://example.edu/course/1> a elm:LearningAchievementSpecification .
"""


def problem(verifier, request):
    """What is wrong with the signature of a request; nothing, if it is as the profile wants it."""
    try:
        [result] = verifier.verify(
            request, max_age=timedelta(hours=1), expect_tag=TAG, require_components=("@authority",)
        )
    except signatures.HTTPMessageSignaturesException as error:
        return f"{type(error).__name__}: {error}"
    if set(result.parameters) != PARAMETERS:
        return f"parameters: {sorted(result.parameters)}"
    if not 0 < result.parameters["expires"] - result.parameters["created"] <= 3600:
        return "lifetime"
    if set(result.covered_components) != {'"@authority"', '"@signature-params"'}:
        return f"covered: {sorted(result.covered_components)}"
    return None


def page(items, has_next=False):
    return json.dumps({"pageSize": 2, "pageNumber": 1, "hasNextPage": has_next, "items": items}).encode()


def course(number):
    return {"courseId": f"c{number}", "name": [{"language": "en", "value": f"Course {number}"}]}


def answer(path):
    """Status, type and content; or the location."""
    if path.startswith("/v5/courses?"):
        number = 2 if "pageNumber=2" in path else 1
        return 200, "application/json", page([course(2 * number - 1), course(2 * number)], number == 1)
    if "/offerings" in path:
        identifier = path.split("/")[3]
        return 200, "application/json", page([{"offeringId": f"o-{identifier}", "offeringType": "course"}])
    if path == "/courses.ttl":
        return 200, "text/turtle", TURTLE.encode()
    if path == "/moved.ttl":
        return 302, "text/plain", b"/courses.ttl"
    return 404, "text/plain", b"not found"


def serve(verifier):
    asked = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            url = f"http://{self.headers['Host']}{self.path}"
            request = SimpleNamespace(method=self.command, url=url, headers=self.headers)
            wrong = problem(verifier, request)
            status, kind, content = (401, "text/plain", wrong.encode()) if wrong else answer(self.path)
            asked.append(f"{status} {self.path} {wrong or ''}".strip())
            self.send_response(status)
            if status == 302:
                self.send_header("Location", content.decode())
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    server.shutdown()
    print("\n".join(asked))


def verify(verifier):
    requests = [SimpleNamespace(**request) for request in json.load(sys.stdin)]
    print(json.dumps([problem(verifier, request) for request in requests]))


def sign(signer, key_id):
    signed = []
    for request in json.load(sys.stdin):
        message = SimpleNamespace(method=request["method"], url=request["url"], headers=request["headers"])
        created = datetime.fromtimestamp(request["created"], timezone.utc)
        signer.sign(
            message,
            key_id=key_id,
            created=created,
            expires=created + timedelta(seconds=request["lifetime"]),
            nonce=request.get("nonce"),
            tag=TAG,
            label=request.get("label", "sig1"),
            covered_component_ids=request["covered"],
        )
        signed.append(message.headers)
    print(json.dumps(signed))


def main():
    command, algorithm, key_id, path = sys.argv[1:]
    key = Path(path).read_bytes()
    chosen = ALGORITHMS[algorithm]
    if command == "sign":
        resolver = signatures.MappingKeyResolver(public_keys={}, private_keys={key_id: key})
        sign(signatures.HTTPMessageSigner(signature_algorithm=chosen, key_resolver=resolver), key_id)
    else:
        resolver = signatures.MappingKeyResolver(public_keys={key_id: key}, private_keys={})
        verifier = signatures.HTTPMessageVerifier(signature_algorithm=chosen, key_resolver=resolver)
        {"serve": serve, "verify": verify}[command](verifier)


main()
