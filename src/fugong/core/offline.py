"""What pages that open without network may load (content security policy), and what their workers may."""

from csp.constants import NONE, SELF

PAGE = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "style-src-attr": [NONE],
    "img-src": [SELF, "blob:", "data:"],  # data: is what Bootstrap's style sheet draws marks with
    "media-src": [SELF, "blob:"],
    "connect-src": [SELF],
    "worker-src": [SELF],
    "manifest-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
WORKER = {"default-src": [NONE], "script-src": [SELF], "connect-src": [SELF], "base-uri": [NONE]}
