"""Mean, spread and correlation of plain numbers, with the checks that every statistic here needs. Pure."""

import math
from collections.abc import Iterable, Sequence

FLAT = 1e-9
"""Values that differ by less than this share of their size are the same: what is left is rounding, not people."""


def finite(values: Iterable[float]) -> tuple[float, ...]:
    """The values as a tuple. Raises ValueError when one is not a finite number."""
    numbers = tuple(values)
    if not all(math.isfinite(number) for number in numbers):
        raise ValueError("every value must be a finite number")
    return numbers


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean in the values' own unit. Raises ValueError when there is none."""
    if not values:
        raise ValueError("a mean needs at least one value")
    return math.fsum(values) / len(values)


def is_flat(values: Sequence[float]) -> bool:
    """True when all values are the same but for rounding, so that they have no spread. None at all is flat too."""
    if not values:
        return True
    largest = max(abs(value) for value in values)
    return max(values) - min(values) <= FLAT * max(1.0, largest)


def variance(values: Sequence[float]) -> float:
    """Sample variance (n - 1), in squared units; exactly 0 for flat values. Raises ValueError under two values."""
    if len(values) < 2:
        raise ValueError("a spread needs at least two values")
    if is_flat(values):
        return 0.0
    centre = mean(values)
    return math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1)


def spread(values: Sequence[float]) -> float:
    """Sample standard deviation (n - 1), in the values' own unit. Raises ValueError under two values."""
    return math.sqrt(variance(values))


def pearson(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's product-moment r of pairs, -1 to 1; None when either side has no spread, where r does not exist.

    Distinguishable partners (Kenny, Kashy & Cook 2006): first holds one role's values, second the other's, couple
    by couple. Raises ValueError for unequal lengths, under two pairs and for values that are not finite.
    """
    x, y = finite(first), finite(second)
    if len(x) != len(y):
        raise ValueError("both sides must have the same number of values")
    bottom = spread(x) * spread(y) * (len(x) - 1)
    if bottom == 0:
        return None
    middle_x, middle_y = mean(x), mean(y)
    top = math.fsum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True))
    return max(-1.0, min(1.0, top / bottom))
