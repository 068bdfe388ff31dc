"""Pictures as people send them, and as those send them who mean no good."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageDraw

SECRET = b"GPS 30.2741N 120.1551E"


def drawn(size=(120, 80), mode="RGB"):
    """White with a red square in the upper left corner."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    return image.convert(mode)


def saved(image, format, **options):
    target = BytesIO()
    image.save(target, format, **options)
    return target.getvalue()


def jpeg(size=(120, 80), **options):
    return saved(drawn(size), "JPEG", **options)


def png(size=(120, 80), mode="RGB", **options):
    return saved(drawn(size, mode), "PNG", **options)


def webp(size=(120, 80), **options):
    return saved(drawn(size), "WEBP", **options)


def held_upside_down():
    """As a camera stores it: the red corner below on the right, with a note that says so, and where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 3
    exif[0x010E] = SECRET.decode()
    return saved(drawn().rotate(180), "JPEG", exif=exif, comment=SECRET)


def moving(format):
    frames = [drawn(), drawn().rotate(90)]
    return saved(frames[0], format, save_all=True, append_images=frames[1:], duration=100)


def portrait_of_a_phone():
    """Two pictures in one JPEG."""
    return saved(drawn(), "MPO", save_all=True, append_images=[drawn((30, 20))])


def bomb(side=60_000):
    """A PNG of a few kilobytes that says it is gigantic."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (side // 8 + 1) * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


HEIC = struct.pack(">I", 24) + b"ftypheic" + b"\0\0\0\0mif1heic" + b"\0" * 100
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
ZIP = b"PK\x03\x04" + b"\0" * 60
