"""How the points of a sheet are split among those who were there."""

import hashlib
from collections.abc import Mapping


def split(total: int, weights: Mapping[str, int], *, seed: str) -> dict[str, int]:
    """This function will split points by weight, to the last point, by the largest remainders.

    Everybody gets the whole part of their share; what is left goes to the largest remainders. Of equal remainders a
    digest of the sheet and the person decides, so that neither the order of entry nor a name gains anything.
    """
    whole = sum(weights.values())
    shares = {person: total * weight // whole for person, weight in weights.items()}
    left = total - sum(shares.values())
    for person in sorted(weights, key=lambda one: (-(total * weights[one] % whole), _draw(seed, one)))[:left]:
        shares[person] += 1
    return shares


def _draw(seed: str, person: str) -> str:
    return hashlib.sha256(f"{seed}:{person}".encode()).hexdigest()
