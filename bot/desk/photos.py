"""Photos: what comes in as a picture, judged by its content and drawn anew, so that nothing but its pixels is kept."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from bot.errors import AnimatedPhoto, BrokenPhoto, HeicPhoto, PhotoTooLarge, PhotoTooManyPixels, UnsupportedPhoto

MEDIA_TYPE = "image/jpeg"
FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE = 2000
QUALITY = 85
# The largest sensors of today's phones have 50 million; what is larger is drawn to exhaust us.
MOST_PIXELS = 51_000_000
# Each scan of a progressive JPEG goes over the whole picture again; cameras need ten.
MOST_SCANS = 64

_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
# Cameras append films and depth maps to a photo, which are dropped; a page or an archive there is a disguise.
_DISGUISE = re.compile(rb"[\s\0]*(?:<[!?a-zA-Z]|PK\x03\x04|%PDF-|Rar!\x1a|7z\xbc\xaf)")
_END = re.compile(rb"(?:\xff\xd9|IEND\xaeB`\x82)" + _DISGUISE.pattern)
# What Pillow raises on a damaged file depends on where the damage is.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    EOFError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class Photo:
    """A picture of our own making: an upright JPEG in sRGB without metadata."""

    content: bytes
    width: int
    height: int
    media_type: str = MEDIA_TYPE


def develop(content: bytes, limit: int) -> Photo:
    """Draw a JPEG, PNG or WebP of at most ``limit`` bytes anew; takes processor time, so not for an event loop.

    Raises:
        PhotoTooLarge, PhotoTooManyPixels: it is more than we take.
        HeicPhoto, AnimatedPhoto, UnsupportedPhoto: it is something else, whatever it is called.
        BrokenPhoto: it is incomplete or damaged.
    """
    if len(content) > limit:
        raise PhotoTooLarge(limit)
    _refuse_disguise(content)
    try:
        with _opened(content) as image:
            return _developed(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoTooManyPixels() from error
    except _DAMAGE as error:
        raise BrokenPhoto() from error


def _refuse_disguise(content: bytes) -> None:
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise HeicPhoto()
    is_webp = content[:4] == b"RIFF" and len(content) >= 8
    after_webp = content[8 + int.from_bytes(content[4:8], "little") :] if is_webp else b""
    if _DISGUISE.match(after_webp) or _END.search(content):
        raise UnsupportedPhoto()
    if content[:2] == b"\xff\xd8" and content.count(b"\xff\xda") > MOST_SCANS:
        raise BrokenPhoto()


def _opened(content: bytes) -> Image.Image:
    """The picture, of which only the head has been read."""
    try:
        image = Image.open(BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise (BrokenPhoto if _begins_like_a_photo(content) else UnsupportedPhoto)() from error
    if image.width * image.height > MOST_PIXELS:
        raise PhotoTooManyPixels()
    # Phones store the parts of a portrait in one JPEG ("MPO"); the first of them is the photo.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise AnimatedPhoto()
    return image


def _begins_like_a_photo(content: bytes) -> bool:
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or content[8:12] == b"WEBP"


def _developed(image: Image.Image) -> Photo:
    sharp = image.format == "PNG"
    if image.mode in ("1", "P"):
        image = image.convert("RGBA")  # Pillow does not smooth a palette
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    image = _on_white(_in_srgb(_upright(image)))
    # A picture made new has no metadata to forget.
    plain = Image.new("RGB", image.size)
    plain.paste(image)
    target = BytesIO()
    # Screenshots are read, and red letters blur when colours are thinned out.
    plain.save(target, "JPEG", quality=QUALITY, optimize=True, subsampling=0 if sharp else 2)
    return Photo(target.getvalue(), *plain.size)


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held; with unreadable EXIF data as it lies."""
    try:
        return ImageOps.exif_transpose(image)
    except _DAMAGE:
        return image


def _in_srgb(image: Image.Image) -> Image.Image:
    """In the colours that every screen shows: whoever complains of a wrong colour wants it seen."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image
    try:
        own, ours = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, own, ours, outputMode="RGB") or image
    except (ImageCms.PyCMSError, *_DAMAGE):
        return image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda shade: shade / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
