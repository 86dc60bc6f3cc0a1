"""A cluster in this process, and a batch that was measured on it."""

import pytest
from distributed import Client, LocalCluster

from screening.batch.clips import find_clips
from screening.batch.plan import Plan
from screening.batch.run import Batch
from tests.batch.studies import make_study


@pytest.fixture(scope="session")
def client():
    """Two threads of this process, without a dashboard."""
    with (
        LocalCluster(
            n_workers=1,
            threads_per_worker=2,
            processes=False,
            protocol="tcp://",
            dashboard_address=None,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    """Six clips, one of them broken."""
    return make_study(tmp_path_factory.mktemp("study") / "clips")


@pytest.fixture(scope="session")
def whole(study, client, tmp_path_factory):
    """The result of the whole batch, measured in one go."""
    plan = Plan.of(tmp_path_factory.mktemp("batch") / "out", model="lite")
    return Batch(find_clips([study]), plan).run(client)
