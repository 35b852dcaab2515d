import pytest

from synctv_async import SourceSync
from synctv_async.sandbox import Sandbox


def furnish(box):
    """Put in what a catalogue does not have by itself and some questions need."""
    for number in range(3):
        box.media.insert(name=f"Clip {number}", clip_of=1)
        box.ingest_videos.insert(ingestable_id=1, state="stopped", status="error")
    box.bundles.update(box.bundles.ids()[4], status=-1)
    for number in range(4):
        box.bundles.insert(name=f"Inactive {number}", status=-2)
    box.bundles.insert(name="Enabled", status=0)


def produce(box, productions=6):
    with SourceSync(box.api_key, base_url=box.url) as ss:
        for number in range(productions):
            made = ss.productions.create(name=f"Production {number}")
            ss.distributions.create(made.id, name="Out")
            ss.activations.create(made.id, name="On")
    box.reset()


@pytest.fixture(scope="package")
def shared_box():
    with Sandbox(media=260, bundles=15, contributors=40, ingest_videos=20) as box:
        furnish(box)
        produce(box)
        yield box


@pytest.fixture
def box(shared_box):
    """A furnished sandbox that behaves as sandboxes do; no test changes what it holds."""
    shared_box.reset()
    return shared_box
