"""QR codes: a short text as the path of an SVG drawing, after ISO/IEC 18004 (bytes, correction level M)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

# Per version: bytes of correction per block, and the bytes of data in each block.
_VERSIONS = (
    (10, (16,)), (16, (28,)), (26, (44,)), (18, (32, 32)), (24, (43, 43)), (16, (27,) * 4), (18, (31,) * 4),
    (22, (38, 38, 39, 39)), (22, (36, 36, 36, 37, 37)),
)  # fmt: skip
_ALIGNED = ((), (6, 18), (6, 22), (6, 26), (6, 30), (6, 34), (6, 22, 38), (6, 24, 42), (6, 26, 46))
# Level M and mask 0 with their own correction; readers take any mask, so that there is nothing to choose.
_FORMAT = 0b101010000010010
_POLYNOMIAL, _VERSION_POLYNOMIAL = 0x11D, 0x1F25


@dataclass(frozen=True)
class QrCode:
    """A drawing of ``size`` by ``size`` units, its quiet margin included."""

    size: int
    path: str


def svg_path(text: str) -> QrCode:
    """The code of a text.

    Raises:
        ValueError: it is longer than 180 bytes.
    """
    modules = matrix(text)
    rows = enumerate(modules, start=4)
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in rows for x, dark in enumerate(row, start=4) if dark)
    return QrCode(len(modules) + 8, path)


def matrix(text: str) -> list[list[bool]]:
    """The rows of the code, dark is true."""
    data = text.encode()
    version = next((v for v, (_, blocks) in enumerate(_VERSIONS, 1) if len(data) + 2 <= sum(blocks)), None)
    if version is None:
        raise ValueError("is too long for a code")
    size = 17 + 4 * version
    fixed = _fixed(version, size)
    rows = [[fixed.get((x, y), False) for x in range(size)] for y in range(size)]
    bits = "".join(f"{byte:08b}" for byte in _codewords(data, version))
    free = [cell for cell in _way_through(size) if cell not in fixed]
    for (x, y), bit in zip(free, bits.ljust(len(free), "0"), strict=False):
        rows[y][x] = (bit == "1") ^ ((x + y) % 2 == 0)
    return rows


def _codewords(data: bytes, version: int) -> list[int]:
    correction, sizes = _VERSIONS[version - 1]
    bits = "0100" + f"{len(data):08b}" + "".join(f"{byte:08b}" for byte in data) + "0000"
    words = [int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)]
    words += [(0xEC, 0x11)[at % 2] for at in range(sum(sizes) - len(words))]
    blocks = [[words.pop(0) for _ in range(size)] for size in sizes]
    checks = [_remainder(block, _generator(correction)) for block in blocks]
    interleaved = [block[at] for at in range(max(sizes)) for block in blocks if at < len(block)]
    return interleaved + [check[at] for at in range(correction) for check in checks]


def _times(a: int, b: int) -> int:
    """The product in the field of 256 elements."""
    product = 0
    for bit in range(7, -1, -1):
        product = (product << 1) ^ ((product >> 7) * _POLYNOMIAL)
        product ^= ((b >> bit) & 1) * a
    return product


@lru_cache
def _generator(degree: int) -> tuple[int, ...]:
    factors, root = [0] * (degree - 1) + [1], 1
    for _ in range(degree):
        factors = [
            _times(factor, root) ^ (factors[at + 1] if at + 1 < degree else 0) for at, factor in enumerate(factors)
        ]
        root = _times(root, 2)
    return tuple(factors)


def _remainder(block: list[int], generator: tuple[int, ...]) -> list[int]:
    rest = [0] * len(generator)
    for byte in block:
        factor = byte ^ rest.pop(0)
        rest.append(0)
        rest = [old ^ _times(part, factor) for old, part in zip(rest, generator, strict=True)]
    return rest


def _fixed(version: int, size: int) -> dict[tuple[int, int], bool]:
    """The modules that carry no data."""
    cells: dict[tuple[int, int], bool] = {}
    for at in range(size):
        cells[at, 6] = cells[6, at] = at % 2 == 0
    for centre in ((3, 3), (size - 4, 3), (3, size - 4)):
        cells |= _rings(centre, 4, size, (2, 4))
    lines = _ALIGNED[version - 1]
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    for x, y in [(x, y) for x in lines for y in lines if (x, y) not in corners]:
        cells |= _rings((x, y), 2, size, (1,))
    return cells | _format(size) | (_version(version, size) if version >= 7 else {})


def _rings(centre: tuple[int, int], radius: int, size: int, light: tuple[int, ...]) -> dict[tuple[int, int], bool]:
    steps = range(-radius, radius + 1)
    found = {(centre[0] + dx, centre[1] + dy): max(abs(dx), abs(dy)) not in light for dx in steps for dy in steps}
    return {(x, y): dark for (x, y), dark in found.items() if 0 <= x < size and 0 <= y < size}


def _format(size: int) -> dict[tuple[int, int], bool]:
    bits = [bool(_FORMAT >> at & 1) for at in range(15)]
    first = [*((8, y) for y in (0, 1, 2, 3, 4, 5, 7, 8)), (7, 8), *((14 - at, 8) for at in range(9, 15))]
    second = [*((size - 1 - at, 8) for at in range(8)), *((8, size - 15 + at) for at in range(8, 15))]
    return {**dict(zip(first, bits, strict=True)), **dict(zip(second, bits, strict=True)), (8, size - 8): True}


def _version(version: int, size: int) -> dict[tuple[int, int], bool]:
    rest = version
    for _ in range(12):
        rest = (rest << 1) ^ ((rest >> 11) * _VERSION_POLYNOMIAL)
    bits = version << 12 | rest
    cells: dict[tuple[int, int], bool] = {}
    for at in range(18):
        a, b = size - 11 + at % 3, at // 3
        cells[a, b] = cells[b, a] = bool(bits >> at & 1)
    return cells


def _way_through(size: int) -> list[tuple[int, int]]:
    """All modules, two columns at a time from the right, up and down by turns; the timing column is left out."""
    way: list[tuple[int, int]] = []
    for pair, right in enumerate([*range(size - 1, 6, -2), *range(5, 0, -2)]):
        rows = range(size) if pair % 2 else range(size - 1, -1, -1)
        way += [(x, y) for y in rows for x in (right, right - 1)]
    return way
