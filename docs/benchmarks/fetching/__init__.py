"""The parts of fetch.py: what is fetched, by which programs, how a run is measured and reported."""
