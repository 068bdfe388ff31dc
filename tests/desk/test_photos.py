from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from bot.desk.photos import LONGEST_SIDE, MOST_SCANS, develop
from bot.errors import (
    AnimatedPhoto,
    BrokenPhoto,
    HeicPhoto,
    PhotoTooLarge,
    PhotoTooManyPixels,
    ServiceError,
    UnsupportedPhoto,
)
from tests.pictures import (
    HEIC,
    HTML,
    SECRET,
    SVG,
    ZIP,
    bomb,
    drawn,
    held_upside_down,
    jpeg,
    moving,
    png,
    portrait_of_a_phone,
    saved,
    webp,
)

LIMIT = 10 * 2**20


def opened(photo):
    image = Image.open(BytesIO(photo.content))
    image.load()
    return image


def is_red(pixel):
    return pixel[0] > 200 and pixel[1] < 80 and pixel[2] < 80


def is_white(pixel):
    return min(pixel) > 230


KINDS = {
    "jpeg": jpeg(),
    "png": png(),
    "webp": webp(),
    "palette": png(mode="P"),
    "transparent": png(mode="RGBA"),
    "portrait": portrait_of_a_phone(),
}


@pytest.mark.parametrize("content", KINDS.values(), ids=KINDS)
def test_a_picture_of_every_kind_we_take_becomes_a_jpeg(content):
    photo = develop(content, LIMIT)

    image = opened(photo)
    assert (image.format, image.mode, photo.media_type) == ("JPEG", "RGB", "image/jpeg")
    assert image.size == (photo.width, photo.height) == (120, 80)
    assert is_red(image.getpixel((10, 5)))
    assert is_white(image.getpixel((100, 70)))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I;16"])
def test_grey_pictures_keep_their_shades(mode):
    grey = Image.new("I;16", (40, 40), 32768) if mode == "I;16" else Image.new("L", (40, 40), 128).convert(mode)

    shade = (
        opened(develop(saved(grey, "PNG"), LIMIT)).convert("L").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    )
    assert shade == pytest.approx(128, abs=3)


def test_what_was_transparent_is_white():
    photo = develop(saved(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG"), LIMIT)

    assert is_white(opened(photo).getpixel((20, 20)))


def test_a_photo_stands_upright_and_says_nothing_of_where_it_was_taken():
    content = held_upside_down()
    assert SECRET in content

    photo = develop(content, LIMIT)

    image = opened(photo)
    assert is_red(image.getpixel((10, 5)))
    assert SECRET not in photo.content
    assert (dict(image.getexif()), "comment" in image.info) == ({}, False)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_exif_data_that_cannot_be_read_do_not_matter():
    photo = develop(jpeg(exif=b"Exif\0\0MM\0*" + b"\xff" * 40), LIMIT)

    assert (photo.width, photo.height) == (120, 80)


@pytest.mark.parametrize(
    ("size", "becomes"), [((4000, 3000), (2000, 1500)), ((3000, 4000), (1500, 2000)), ((2000, 10), (2000, 10))]
)
def test_the_longest_side_has_two_thousand_pixels_at_most(size, becomes):
    photo = develop(jpeg(size), LIMIT)

    assert (photo.width, photo.height) == becomes
    assert max(becomes) <= LONGEST_SIDE


def test_colours_of_another_space_are_translated():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    with_profile = develop(jpeg(icc_profile=srgb.tobytes()), LIMIT)
    with_nonsense = develop(jpeg(icc_profile=b"no profile at all"), LIMIT)

    assert is_red(opened(with_profile).getpixel((10, 5)))
    assert is_red(opened(with_nonsense).getpixel((10, 5)))
    assert "icc_profile" not in opened(with_profile).info


REFUSED = {
    "heic": (HEIC, HeicPhoto),
    "avif": (HEIC.replace(b"heic", b"avif").replace(b"mif1", b"miaf"), UnsupportedPhoto),
    "svg": (SVG, UnsupportedPhoto),
    "html": (HTML, UnsupportedPhoto),
    "zip": (ZIP, UnsupportedPhoto),
    "gif": (saved(drawn(), "GIF"), UnsupportedPhoto),
    "bmp": (saved(drawn(), "BMP"), UnsupportedPhoto),
    "tiff": (saved(drawn(), "TIFF"), UnsupportedPhoto),
    "empty": (b"", UnsupportedPhoto),
    "moving png": (moving("PNG"), AnimatedPhoto),
    "moving webp": (moving("WEBP"), AnimatedPhoto),
    "half a jpeg": (jpeg((800, 600))[:-600], BrokenPhoto),
    "half a png": (png((800, 600))[:-600], BrokenPhoto),
    "half a webp": (webp((800, 600), lossless=True)[:-60], BrokenPhoto),
    "head of a jpeg": (jpeg()[:15], BrokenPhoto),
    "png without pixels": (png().replace(b"IDAT", b"IDAX"), BrokenPhoto),
    "gigantic": (bomb(), PhotoTooManyPixels),
    "81 million pixels": (bomb(9_000), PhotoTooManyPixels),
    "144 million pixels": (bomb(12_000), PhotoTooManyPixels),
}


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(("content", "error"), REFUSED.values(), ids=REFUSED)
def test_everything_else_is_refused_for_what_it_is(content, error):
    with pytest.raises(error) as refused:
        develop(content, LIMIT)

    assert type(refused.value) is error


@pytest.mark.parametrize("picture", [jpeg(), png(), webp()], ids=["jpeg", "png", "webp"])
@pytest.mark.parametrize(
    "tail",
    [HTML, b"\n  " + SVG, ZIP, b"%PDF-1.4", b"<?php system($_GET[0]);"],
    ids=["html", "svg", "zip", "pdf", "php"],
)
def test_a_picture_that_is_something_else_as_well_is_refused(picture, tail):
    with pytest.raises(UnsupportedPhoto):
        develop(picture + tail, LIMIT)


@pytest.mark.parametrize("picture", [jpeg(), png(), webp()], ids=["jpeg", "png", "webp"])
def test_what_a_camera_appends_is_dropped(picture):
    photo = develop(picture + b"\0\0\0\x18ftypmp42" + SECRET, LIMIT)

    assert SECRET not in photo.content


def test_a_page_in_a_comment_does_not_survive():
    photo = develop(jpeg(comment=HTML), LIMIT)

    assert b"script" not in photo.content


def test_a_file_that_is_too_large_is_refused_before_it_is_looked_at():
    with pytest.raises(PhotoTooLarge) as refused:
        develop(b"x" * (2 * 2**20 + 1), 2 * 2**20)

    assert refused.value.megabytes == 2


def test_a_jpeg_with_endless_scans_is_not_decoded():
    scan = b"\xff\xda\0\x08\x01\x01\0\x01\x01\0"
    progressive = jpeg((64, 64), progressive=True)

    with pytest.raises(BrokenPhoto):
        develop(progressive[:-2] + scan * MOST_SCANS + progressive[-2:], LIMIT)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=150, deadline=None)
@given(st.sampled_from([jpeg(), png(), webp(), held_upside_down(), portrait_of_a_phone()]), st.data())
def test_damage_anywhere_is_refused_or_does_not_matter(content, data):
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(damaged[: data.draw(st.integers(0, len(damaged)))])

    try:
        photo = develop(cut, LIMIT)
    except ServiceError as refused:
        assert isinstance(refused, (UnsupportedPhoto, BrokenPhoto, PhotoTooManyPixels))
    else:
        assert opened(photo).format == "JPEG"
