"""Examinations of a sandbox, and a connection that changes what the sandbox says."""

import json

import httpx

from synctv_async.doctor import examine_sourcesync, examine_synctv


def examine(box, **options):
    """Examine SyncTV without pauses; nothing but GETs may have been sent."""
    box.reset()
    try:
        report = examine_synctv(
            box.url, **{"access_id": box.access_id, "access_secret": box.access_secret, "pause": 0, **options}
        )
    finally:
        assert {request.method for request in box.requests} <= {"GET"}
    assert report.requests == len(box.requests)
    return report


def examine_other(box, **options):
    """Examine SourceSync in the same way."""
    box.reset()
    try:
        report = examine_sourcesync(box.api_key, base_url=box.url, pause=0, **options)
    finally:
        assert {request.method for request in box.requests} <= {"GET"}
    assert report.requests == len(box.requests)
    return report


def by_key(report):
    """Return the findings by their keys, of which there is one each."""
    found = {finding.key: finding for finding in report.findings}
    assert len(found) == len(report.findings)
    return found


def differing(report):
    return {finding.key for finding in report.differing}


class Editing(httpx.HTTPTransport):
    """Changes answers on their way: ``edit(path, answer)`` changes a whole answer in place."""

    def __init__(self, edit):
        super().__init__(trust_env=False)
        self._edit = edit

    def handle_request(self, request):
        response = super().handle_request(request)
        headers = {name: response.headers[name] for name in ("content-type", "date")}
        answer = {"status_code": response.status_code, "headers": headers, "content": response.read()}
        self._edit(request.url.path, answer)
        return httpx.Response(**answer)


def editing_json(edit, path="/api/v2/media.json"):
    """Return a connection that lets a function change the JSON of one path in place."""

    def change(asked, answer):
        if asked == path and answer["status_code"] == 200:
            document = json.loads(answer["content"])
            edit(document.get("response", document))
            answer["content"] = json.dumps(document).encode()

    return Editing(change)


def editing_headers(**headers):
    """Return a connection that sets headers of every answer."""

    def change(_, answer):
        answer["headers"] |= {name.replace("_", "-"): value for name, value in headers.items()}

    return Editing(change)
