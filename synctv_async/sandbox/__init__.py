"""A sandbox of both services: SyncTV V2 and the SourceSync Client API, in this process, for tests and trials.

>>> with Sandbox(media=100) as box:
...     (box.access_id, len(box.access_secret), len(box.media))
(1234, 44, 100)

It knows the services' documents and the signature, and nothing of the client, so that the two cannot share a
misreading. What the documents leave open is listed in :data:`BEHAVIOUR`.
"""

from importlib.util import find_spec

if find_spec("starlette") is None or find_spec("uvicorn") is None:
    _message = "the sandbox needs starlette and uvicorn: pip install 'synctv-async[sandbox]'"
    raise ModuleNotFoundError(_message, name="uvicorn")

from synctv_async.sandbox.app import Application, RecordedRequest
from synctv_async.sandbox.behaviour import BEHAVIOUR
from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.emulator import Emulator, create_app
from synctv_async.sandbox.faults import Fault
from synctv_async.sandbox.ingest import IngestTable, IngestTimes
from synctv_async.sandbox.server import Sandbox
from synctv_async.sandbox.settings import Options, Settings
from synctv_async.sandbox.store import Table
from synctv_async.sandbox.types import Incoming

__all__ = [
    "BEHAVIOUR",
    "Application",
    "Clock",
    "Emulator",
    "Fault",
    "Incoming",
    "IngestTable",
    "IngestTimes",
    "Options",
    "RecordedRequest",
    "Sandbox",
    "Settings",
    "Table",
    "create_app",
]
