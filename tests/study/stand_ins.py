"""What stands in for clusters, and for the processes that measure clips."""

from contextlib import contextmanager
from dataclasses import replace

from distributed import Client, LocalCluster

from screening import Take, screen_poses
from screening.configuration import load_profile
from screening.results.folder import WrittenResult
from screening.results.landmarks_file import save_take
from screening.results.result_file import write_tables
from screening.results.staging import staged
from screening.study.plan import Plan
from tests.factories import film, whole_take

POSES = film(whole_take("left", 3))
MODEL_SHA256 = Plan.of("out", model="lite").model_sha256


@contextmanager
def threads_client(*, workers, threads):
    """A cluster in this process, on any free port; others may run the same."""
    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=threads,
            processes=False,
            protocol="tcp://",
            dashboard_address="127.0.0.1:0",
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


class Runs:
    """Stands in for the processes that measure: a stick person squats in each clip."""

    def __init__(self):
        self.jobs = []
        self.deaths = []

    def __call__(self, job):
        self.jobs.append(job)
        return _Run(job, self.deaths.pop(0) if self.deaths else None)


class _Run:
    def __init__(self, job, death):
        self.job, self.death = job, death

    def wait(self, report):
        if self.death is not None:
            raise self.death
        model = replace(POSES.model, name=self.job.model, sha256=MODEL_SHA256)
        poses = replace(POSES, model=model, source=self.job.source)
        take = Take(poses, self.job.leg, self.job.mirrored)
        profile = load_profile(self.job.profile)
        screening = screen_poses(take, profile=profile, settings=self.job.settings)
        with staged(self.job.folder) as part:
            write_tables(part, screening)
            save_take(part / "landmarks.npz", take)
        return WrittenResult(screening, self.job.folder, [])
