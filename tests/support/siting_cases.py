"""Questions of siting in the form of a full table: candidates by points."""

import numpy as np

from geo.planning.siting.sites import CandidateWalks

LIMIT = 800.0
FAR = np.inf


def choices_from(walks, limit=LIMIT):
    """Take a full table of walks, candidates by points; those beyond the limit are no pairs."""
    candidate, point = np.nonzero(walks <= limit)
    return CandidateWalks(len(walks), candidate, point, walks[candidate, point])
