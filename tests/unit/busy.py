"""Work for crews."""

import threading
import time

import anyio

from synctv_async._concurrency import sleep


def until(condition):
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


class Busy:
    """Jobs that note when they run, and how many at a time."""

    def __init__(self):
        self.begun, self.running, self.peak = [], 0, 0
        self.lock = threading.Lock()

    def enter(self, number):
        with self.lock:
            self.begun.append(number)
            self.running += 1
            self.peak = max(self.peak, self.running)

    def leave(self):
        with self.lock:
            self.running -= 1

    def ajob(self, number, seconds=0.002):
        async def job():
            self.enter(number)
            try:
                await anyio.sleep(seconds)
            finally:
                self.leave()
            return number

        return job

    def job(self, number, seconds=0.002):
        def work():
            self.enter(number)
            try:
                sleep(seconds)
            finally:
                self.leave()
            return number

        return work
