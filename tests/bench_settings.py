"""What the benchmark serves: the product's settings, with the floors mounted beside it."""

from tests.served_settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench_urls"
