import pytest
from catalogue_job import main, rename, write_names

from synctv_async import ServerError
from synctv_async.testing import assert_no_secrets


@pytest.mark.chaos("flaky")
def test_every_active_media_is_written_whatever_goes_wrong(synctv, sandbox, tmp_path):
    assert write_names(synctv, tmp_path / "names") == synctv.media.count(active=True)
    assert sandbox.requests[0].values("active") == ["true"]


async def test_a_bundle_is_renamed_though_the_answer_is_lost(async_synctv, sandbox):
    sandbox.fault(method="PUT", reset_after=True)
    assert await rename(async_synctv, 1, "New") == sandbox.bundles.get(1)["name"] == "New"


@pytest.mark.sandbox(media=1_000)
def test_nothing_is_written_when_the_service_is_down(synctv, sandbox, tmp_path):
    sandbox.fault(path="/api/v2/media*", status=503, times=None, skip=3)
    with pytest.raises(ServerError):
        write_names(synctv, tmp_path / "names")
    assert not (tmp_path / "names").exists()


def test_no_secret_is_logged_or_written(tmp_path):
    assert assert_no_secrets(main, tmp_path / "names", files=[tmp_path]) > 0
