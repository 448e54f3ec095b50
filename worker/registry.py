"""The pipelines that a job may name."""

from worker.livestream import LIVESTREAM
from worker.pipeline import Pipeline
from worker.revise import REVISION
from worker.tour import TOUR

PIPELINES: dict[str, Pipeline] = {
    pipeline.name: pipeline for pipeline in (LIVESTREAM, REVISION, TOUR)
}
