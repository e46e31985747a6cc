"""Many phones at once: a few files are taken at a time, the others are asked to come again, and pages don't notice."""

import threading

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from fugong.web.middleware import RoomForOthers

ADDRESS = "/api/v1/evidence/0c1f0d0e-0000-7000-8000-000000000001"


@pytest.fixture
def two_at_work(settings):
    """The middleware while two files are being drawn; they end when the test does."""
    settings.UPLOADS_AT_ONCE = 2
    begun, over = threading.Semaphore(0), threading.Event()

    def view(request):
        if request.headers.get("X-Slow"):
            begun.release()
            assert over.wait(20)
        return HttpResponse("done")

    room = RoomForOthers(view)
    slow = [threading.Thread(target=room, args=(put(HTTP_X_SLOW="1"),)) for _each in range(2)]
    for thread in slow:
        thread.start()
    for _thread in slow:
        assert begun.acquire(timeout=20)
    yield room, lambda: (over.set(), [thread.join() for thread in slow])
    over.set()


def put(**headers):
    return RequestFactory().put(ADDRESS, b"x" * 200_000, content_type="image/jpeg", **headers)


def test_a_third_file_is_asked_to_come_again(two_at_work):
    room, end = two_at_work
    request = put()
    busy = room(request)
    assert busy.status_code == 429 and busy["Content-Type"] == "application/problem+json"
    assert RoomForOthers.COME_AGAIN[0] <= int(busy["Retry-After"]) <= RoomForOthers.COME_AGAIN[1]
    assert request.read() == b""  # heard to the end, so that the answer is heard too
    end()
    assert room(put()).status_code == 200


def test_everything_else_goes_on(two_at_work):
    room, _end = two_at_work
    assert room(RequestFactory().get("/c/plain/")).status_code == 200
    assert room(RequestFactory().get(ADDRESS)).status_code == 200
