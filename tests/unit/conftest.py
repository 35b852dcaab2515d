"""Settings of the property tests: no deadline (shared machines stall), and nothing written into the tree."""

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "unit",
    phases=[Phase.explicit, Phase.generate],  # to make a case of whole records smaller takes minutes
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("unit")
