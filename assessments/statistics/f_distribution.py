"""The F distribution by its own means: the confidence band of alpha needs its quantiles. Pure."""

import math

ENOUGH_TERMS = 10_000
EXACT = 1e-14
TINY = 1e-300


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularized incomplete beta function I_x(a, b), 0 to 1 (Abramowitz & Stegun 1964, 26.5).

    Raises ValueError outside 0 <= x <= 1 and for a or b not above 0 or not finite.
    """
    if not 0 <= x <= 1:
        raise ValueError("x must lie from 0 to 1")
    if not (0 < a < math.inf and 0 < b < math.inf):
        raise ValueError("a and b must be above 0 and finite")
    if x in (0, 1):
        return float(x)
    # The fraction settles fast only on this side of the middle; the other side follows from I_x(a,b) = 1 - I_1-x(b,a).
    if x > (a + 1) / (a + b + 2):
        return 1 - _lower_tail(1 - x, b, a)
    return _lower_tail(x, a, b)


def cumulative(f: float, df1: float, df2: float) -> float:
    """P(F <= f) with df1 and df2 degrees of freedom. Raises ValueError for f below 0 or not finite, and df not above 0."""
    if not 0 <= f < math.inf:
        raise ValueError("f must be at least 0 and finite")
    _check_degrees(df1, df2)
    return incomplete_beta(df1 * f / (df1 * f + df2), df1 / 2, df2 / 2)


def quantile(p: float, df1: float, df2: float) -> float:
    """The f below which a share p of the distribution lies. Raises ValueError outside 0 < p < 1 and for df not above 0.

    From one degree of freedom on, the share it cuts off is right to 1e-9.
    By halving: slow beside Newton's way, but it cannot run away, and this is asked for twice per alpha.
    """
    if not 0 < p < 1:
        raise ValueError("p must lie between 0 and 1")
    _check_degrees(df1, df2)
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        if incomplete_beta(middle, df1 / 2, df2 / 2) < p:
            low = middle
        else:
            high = middle
    return df2 * middle / (df1 * (1 - middle)) if middle < 1 else math.inf


def _check_degrees(df1: float, df2: float) -> None:
    if not (0 < df1 < math.inf and 0 < df2 < math.inf):
        raise ValueError("degrees of freedom must be above 0 and finite")


def _lower_tail(x: float, a: float, b: float) -> float:
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) / (a * _continued_fraction(x, a, b))


def _continued_fraction(x: float, a: float, b: float) -> float:
    """1 + d1/(1 + d2/(1 + ...)) by the way of Lentz (1976); the d are Abramowitz & Stegun 26.5.8."""
    value = c = 1.0
    d = 0.0
    for term in range(1, ENOUGH_TERMS):
        step = _coefficient(term, x, a, b)
        d = 1 / _not_zero(1 + step * d)
        c = _not_zero(1 + step / c)
        value *= c * d
        if abs(c * d - 1) < EXACT:
            return value
    raise ArithmeticError("the continued fraction did not settle")


def _coefficient(term: int, x: float, a: float, b: float) -> float:
    m = term // 2
    if term % 2:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
