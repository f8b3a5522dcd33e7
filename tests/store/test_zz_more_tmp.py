from hypothesis import settings, HealthCheck
settings.register_profile("more", deadline=None, max_examples=3000, suppress_health_check=list(HealthCheck))
settings.load_profile("more")
from tests.store.test_one_run_truths import *
