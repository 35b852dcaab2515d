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

from synctv_async.sandbox.app import Application
from synctv_async.sandbox.behaviour import BEHAVIOUR, Behaviour
from synctv_async.sandbox.chaos.churn import Churn
from synctv_async.sandbox.chaos.faults import Fault, FaultOptions
from synctv_async.sandbox.chaos.latency import Constant, Exponential, Latency, Lognormal, Spikes, Uniform
from synctv_async.sandbox.chaos.scenarios import CHAOS, Scenario
from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.data.ingest import IngestTable, IngestTimes
from synctv_async.sandbox.data.snapshots import Snapshot
from synctv_async.sandbox.data.table import Table
from synctv_async.sandbox.emulator import Emulator, create_app
from synctv_async.sandbox.exchange import Cut, Delivery, Drip, Exchange, RecordedRequest, Reset, Whole, read_incoming
from synctv_async.sandbox.server import Sandbox
from synctv_async.sandbox.settings import Options, Settings
from synctv_async.sandbox.types import Answer, Incoming

__all__ = [
    "BEHAVIOUR",
    "CHAOS",
    "Answer",
    "Application",
    "Behaviour",
    "Churn",
    "Clock",
    "Constant",
    "Cut",
    "Delivery",
    "Drip",
    "Emulator",
    "Exchange",
    "Exponential",
    "Fault",
    "FaultOptions",
    "Incoming",
    "IngestTable",
    "IngestTimes",
    "Latency",
    "Lognormal",
    "Options",
    "RecordedRequest",
    "Reset",
    "Sandbox",
    "Scenario",
    "Settings",
    "Snapshot",
    "Spikes",
    "Table",
    "Uniform",
    "Whole",
    "create_app",
    "read_incoming",
]
